using System;
using System.Text;
using Tmds.Linux;

namespace Oci.Runtime.Interop;

/// <summary>The names of the current UTS namespace (uts_namespaces(7)).</summary>
internal static unsafe class HostNames
{
    /// <summary>The kernel's release, such as <c>6.1.0-21-amd64</c> (uname(2)).</summary>
    public static string KernelRelease
    {
        get
        {
            // struct new_utsname: six texts of 65 bytes; the release is the third.
            const int FieldSize = 65;
            byte* names = stackalloc byte[6 * FieldSize];
            if (SystemCall.Invoke(SystemCall.UName, (long)names) != 0)
                throw KernelFailure.Last("ask for", "the kernel's release");
            return System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)(names + 2 * FieldSize))!;
        }
    }

    public static void SetHostname(string name)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(name);
        fixed (byte* start = bytes)
        {
            if (LibC.sethostname(start, bytes.Length) != 0)
                throw KernelFailure.Last("set hostname", name);
        }
    }

    public static void SetDomainname(string name)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(name);
        fixed (byte* start = bytes)
        {
            if (LibC.setdomainname(start, bytes.Length) != 0)
                throw KernelFailure.Last("set domainname", name);
        }
    }
}
