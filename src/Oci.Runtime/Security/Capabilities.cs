using System;
using System.Collections.Generic;
using Oci.Spec;

namespace Oci.Runtime.Security;

/// <summary>capabilities(7): names, numbers and sets as bit masks.</summary>
internal static class Capabilities
{
    /// <summary>The names that we know, by number.</summary>
    public static readonly string[] Names =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID",
        "CAP_SETUID", "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST",
        "CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO",
        "CAP_SYS_CHROOT", "CAP_SYS_PTRACE", "CAP_SYS_PACCT", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE",
        "CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE", "CAP_AUDIT_WRITE",
        "CAP_AUDIT_CONTROL", "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM",
        "CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF", "CAP_CHECKPOINT_RESTORE",
    ];

    /// <summary>The number of the last capability that we know.</summary>
    public static int Last => Names.Length - 1;

    /// <summary>The set as a mask. A name that we do not know is a warning, as config.md asks.</summary>
    public static ulong MaskOf(ValueList<string> names, Action<string> unknown)
    {
        ulong mask = 0;
        foreach (string name in names)
        {
            int number = Array.IndexOf(Names, name);
            if (number < 0)
                unknown(name);
            else
                mask |= 1UL << number;
        }
        return mask;
    }

    /// <summary>The names of the set, in the kernel's order.</summary>
    public static IEnumerable<string> NamesOf(ulong mask)
    {
        for (int number = 0; number < Names.Length; number++)
        {
            if ((mask >> number & 1) != 0)
                yield return Names[number];
        }
    }
}
