using System;
using Oci.Runtime.Interop;
using Oci.Runtime.Seccomp;
using Oci.Runtime.Steps;
using Oci.Spec;

namespace Oci.Runtime.Preflight;

/// <summary>Parts of the kernel that may not be built in: file systems, security modules, seccomp, resctrl.</summary>
internal sealed partial class PreflightCheck
{
    // What every kernel has that can run containers is not worth the question.
    private void CheckFileSystem(MountFileSystem mount)
    {
        if (mount.Type is "proc" or "sysfs" or "tmpfs" or "devpts" or "mqueue")
            return;
        // A name such as fuse.sshfs has the type before the dot.
        string type = mount.Type.Split('.')[0];
        if (_host.Read("/proc/filesystems") is not { } known || HasWord(known, type) || MayBeLoaded(type))
            return;
        Add(
            mount.Property, "open file system", mount.Type, Errno.ENODEV,
            "the kernel has no such file system, nor a module for it; see /proc/filesystems");
    }

    // The kernel asks modprobe(8) for the alias of a file system that it does not know.
    private bool MayBeLoaded(string type)
    {
        bool isOff = IsSetTo("/proc/sys/kernel/modules_disabled", "1")
            || string.IsNullOrWhiteSpace(_host.Read("/proc/sys/kernel/modprobe"));
        if (isOff)
            return false;
        string? release = _host.Read("/proc/sys/kernel/osrelease")?.Trim();
        string? aliases = _host.Read($"/lib/modules/{release}/modules.alias");
        return aliases is null || aliases.Contains($"alias fs-{type} ", StringComparison.Ordinal);
    }

    internal static bool HasWord(string text, string word)
    {
        foreach (Range range in text.AsSpan().SplitAny(" \t\n"))
        {
            if (text.AsSpan(range).SequenceEqual(word))
                return true;
        }
        return false;
    }

    private void CheckMappedMounts()
    {
        for (int i = 0; i < _spec.Mounts.Count; i++)
        {
            MountSpec mount = _spec.Mounts[i];
            if (mount.UidMappings.Count == 0 || _host.HasMountSetAttributes)
                continue;
            string pointer = $"/mounts/{i}/uidMappings";
            Add(pointer, "map the ids of", mount.Destination, Errno.ENOSYS, "it takes Linux 5.12");
        }
    }

    private void CheckSecurity()
    {
        _findings.AddRange(SecurityModules.MissingFor(_spec.Process, _linux.MountLabel, _host));
        if (_linux.Seccomp is { } seccomp)
            CheckSeccomp(seccomp);
        if (_linux.IntelRdt is not null)
            NeedResctrl();
    }

    private void NeedResctrl()
    {
        string? mounts = _host.Read("/proc/self/mountinfo");
        if (mounts?.Contains(" - resctrl ", StringComparison.Ordinal) == false)
        {
            Add(
                "/linux/intelRdt", "use", "resctrl", "it is not mounted",
                "mount -t resctrl resctrl /sys/fs/resctrl, on a processor that has it");
        }
    }

    private void CheckSeccomp(SeccompSpec seccomp)
    {
        if (_host.Read("/proc/sys/kernel/seccomp/actions_avail") is not { } actions)
        {
            Add(
                "/linux/seccomp", "filter system calls", null, "the kernel has no seccomp filters",
                "use a kernel with CONFIG_SECCOMP_FILTER");
            return;
        }
        CheckAction(seccomp.DefaultAction, "/linux/seccomp/defaultAction", actions);
        for (int i = 0; i < seccomp.Syscalls.Count; i++)
            CheckAction(seccomp.Syscalls[i].Action, $"/linux/seccomp/syscalls/{i}/action", actions);
        for (int i = 0; i < seccomp.Flags?.Count; i++)
        {
            string pointer = $"/linux/seccomp/flags/{i}";
            string flag = seccomp.Flags[i];
            if (!_host.KnowsSeccompFlags(FlagsOf(flag)))
                Add(pointer, "filter system calls with", flag, "the kernel does not know it", "leave it out");
        }
        if (seccomp.ListenerPath is { Length: > 0 } listener && SeccompNames.Notifies(seccomp))
        {
            const string Pointer = "/linux/seccomp/listenerPath";
            CheckSocket("connect to the seccomp listener", listener, Pointer, "start what listens on it first");
        }
    }

    private void CheckAction(string action, string pointer, string available)
    {
        string name = action switch
        {
            "SCMP_ACT_KILL" or "SCMP_ACT_KILL_THREAD" => "kill_thread",
            "SCMP_ACT_KILL_PROCESS" => "kill_process",
            "SCMP_ACT_NOTIFY" => "user_notif",
            _ => action["SCMP_ACT_".Length..].ToLowerInvariant(),
        };
        if (!HasWord(available, name))
        {
            Add(
                pointer, "filter system calls with", action, "the kernel does not know it",
                "see /proc/sys/kernel/seccomp/actions_avail");
        }
    }

    // linux/seccomp.h. Waiting without being killed is only for filters with a listener.
    private static uint FlagsOf(string name) => name switch
    {
        "SECCOMP_FILTER_FLAG_TSYNC" => 1,
        "SECCOMP_FILTER_FLAG_LOG" => 2,
        "SECCOMP_FILTER_FLAG_SPEC_ALLOW" => 4,
        _ => 8 | 32,
    };
}
