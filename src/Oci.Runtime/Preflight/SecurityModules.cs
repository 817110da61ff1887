using System.Collections.Generic;
using Oci.Spec;

namespace Oci.Runtime.Preflight;

/// <summary>Whether the kernel has the security modules that a process or its mounts are to be labelled for.</summary>
internal static class SecurityModules
{
    public static IEnumerable<PreflightFinding> MissingFor(ProcessSpec? process, string? mountLabel, IHostProbe host)
    {
        if (process?.ApparmorProfile is { Length: > 0 } profile && !HasApparmor(host))
        {
            yield return new PreflightFinding(
                "/process/apparmorProfile", "confine the process by", profile, "AppArmor is not enabled in the kernel",
                "leave it out, or boot a kernel that has it with apparmor=1");
        }
        if (process?.SelinuxLabel is { Length: > 0 } label && !MayHaveSelinux(host))
            yield return NeedsSelinux("/process/selinuxLabel", "label the process", label);
        if (mountLabel is { Length: > 0 } && !MayHaveSelinux(host))
            yield return NeedsSelinux("/linux/mountLabel", "label the mounts", mountLabel);
    }

    private static bool HasApparmor(IHostProbe host) => host.Read("/sys/module/apparmor/parameters/enabled")?.Trim() == "Y";

    // The kernel registers the file system only where SELinux was enabled at boot. Whether it is mounted says less: a
    // container that hides it is still labelled.
    private static bool MayHaveSelinux(IHostProbe host) =>
        host.Read("/proc/filesystems") is not { } known || PreflightCheck.HasWord(known, "selinuxfs");

    private static PreflightFinding NeedsSelinux(string pointer, string operation, string label) =>
        new(pointer, operation, label, "SELinux is not enabled in the kernel", "leave it out, or enable SELinux");
}
