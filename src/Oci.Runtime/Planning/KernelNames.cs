using System;
using System.Collections.Generic;
using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>A name of the specification, and the kernel's number for it.</summary>
internal readonly record struct KernelName(string Name, uint Number);

/// <summary>
/// What the specification names and the kernel numbers, each list in one place. Capabilities and limits have theirs in
/// Security.
/// </summary>
/// <remarks>Properties and not fields: a container that names none of these pays for no table.</remarks>
internal static class KernelNames
{
    /// <summary><c>process.scheduler.policy</c>, as in linux/sched.h. No mainline kernel has SCHED_ISO.</summary>
    public static KernelName[] SchedulerPolicies =>
    [
        new("SCHED_OTHER", 0), new("SCHED_FIFO", 1), new("SCHED_RR", 2), new("SCHED_BATCH", 3), new("SCHED_ISO", 4),
        new("SCHED_IDLE", 5), new("SCHED_DEADLINE", 6),
    ];

    /// <summary><c>process.scheduler.flags</c>, as in linux/sched.h.</summary>
    public static KernelName[] SchedulerFlags =>
    [
        new("SCHED_FLAG_RESET_ON_FORK", 0x1), new("SCHED_FLAG_RECLAIM", 0x2), new("SCHED_FLAG_DL_OVERRUN", 0x4),
        new("SCHED_FLAG_KEEP_POLICY", 0x8), new("SCHED_FLAG_KEEP_PARAMS", 0x10), new("SCHED_FLAG_UTIL_CLAMP_MIN", 0x20),
        new("SCHED_FLAG_UTIL_CLAMP_MAX", 0x40),
    ];

    /// <summary><c>process.ioPriority.class</c>, as in linux/ioprio.h.</summary>
    public static KernelName[] IoPriorityClasses =>
        [new("IOPRIO_CLASS_RT", 1), new("IOPRIO_CLASS_BE", 2), new("IOPRIO_CLASS_IDLE", 3)];

    /// <summary><c>linux.memoryPolicy.mode</c>, as in linux/mempolicy.h.</summary>
    public static KernelName[] MemoryPolicyModes =>
    [
        new("MPOL_DEFAULT", 0), new("MPOL_PREFERRED", 1), new("MPOL_BIND", 2), new("MPOL_INTERLEAVE", 3), new("MPOL_LOCAL", 4),
        new("MPOL_PREFERRED_MANY", 5), new("MPOL_WEIGHTED_INTERLEAVE", 6),
    ];

    /// <summary><c>linux.memoryPolicy.flags</c>, as in linux/mempolicy.h.</summary>
    public static KernelName[] MemoryPolicyFlags =>
        [new("MPOL_F_NUMA_BALANCING", 1 << 13), new("MPOL_F_RELATIVE_NODES", 1 << 14), new("MPOL_F_STATIC_NODES", 1 << 15)];

    /// <summary><c>linux.personality.domain</c>, as in linux/personality.h.</summary>
    public static KernelName[] PersonalityDomains => [new("LINUX", 0), new("LINUX32", 8)];

    /// <summary>The number of a name that the schema has let through.</summary>
    public static uint NumberOf(KernelName[] table, string name)
    {
        foreach (KernelName entry in table)
        {
            if (entry.Name == name)
                return entry.Number;
        }
        throw new ArgumentException($"{name} is not in the table", nameof(name));
    }

    /// <summary>All flags of a list together.</summary>
    public static uint FlagsOf(KernelName[] table, ValueList<string> names)
    {
        uint flags = 0;
        foreach (string name in names)
            flags |= NumberOf(table, name);
        return flags;
    }

    /// <summary>The names alone, in the order of the table.</summary>
    public static IEnumerable<string> NamesOf(KernelName[] table)
    {
        foreach (KernelName entry in table)
            yield return entry.Name;
    }
}
