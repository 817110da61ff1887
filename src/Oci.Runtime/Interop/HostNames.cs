using System;
using System.Text;
using Tmds.Linux;

namespace Oci.Runtime.Interop;

/// <summary>The names of the current UTS namespace (uts_namespaces(7)).</summary>
internal static unsafe class HostNames
{
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
