using System;
using Oci.Runtime.Interop;
using Oci.Spec;

namespace Oci.Runtime.Launch;

/// <summary>
/// A label that the kernel cannot apply is refused before anything is created. runtime.md, Create: what cannot be applied
/// is an error; that includes <c>linux.mountLabel</c>.
/// </summary>
internal static class SecurityModules
{
    public static void Require(ContainerSpec spec)
    {
        if (!string.IsNullOrEmpty(spec.Process?.ApparmorProfile) && !HasAppArmor())
            throw Missing("/process/apparmorProfile", spec.Process.ApparmorProfile, "AppArmor");
        if (!string.IsNullOrEmpty(spec.Process?.SelinuxLabel) && !HasSelinux())
            throw Missing("/process/selinuxLabel", spec.Process.SelinuxLabel, "SELinux");
        if (!string.IsNullOrEmpty(spec.Linux?.MountLabel) && !HasSelinux())
            throw Missing("/linux/mountLabel", spec.Linux.MountLabel, "SELinux");
    }

    private static RuntimeFailure Missing(string pointer, string label, string module) =>
        new("apply", label, $"{module} is not enabled on this machine", pointer, "leave it out, or boot with lsm= naming it");

    private static bool HasAppArmor()
    {
        const string Path = "/sys/module/apparmor/parameters/enabled";
        using Fd? file = Files.TryOpen(Path, Files.ReadOnly, out _);
        return file is not null && Files.ReadAll(file, Path).AsSpan().StartsWith("Y"u8);
    }

    // The kernel registers the file system only where SELinux was enabled at boot. Whether it is mounted says less: a
    // container that hides it is still labelled.
    private static bool HasSelinux()
    {
        using Fd proc = ProcFs.OpenHost();
        using Fd file = Files.OpenAt(proc.Value, "filesystems", Files.ReadOnly);
        return Files.ReadAll(file, "/proc/filesystems").AsSpan().IndexOf("\tselinuxfs\n"u8) >= 0;
    }
}
