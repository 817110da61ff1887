namespace Oci.Runtime.Interop;

/// <summary>The fields of struct sched_attr (sched_setattr(2)) that config.json can set.</summary>
internal readonly record struct SchedulerAttributes(
    uint Policy, ulong Flags, int Nice, uint Priority, ulong Runtime, ulong Deadline, ulong Period);

/// <summary>
/// What the kernel keeps for each thread and execve(2) keeps of the thread that calls it: scheduling, I/O priority,
/// processors, memory policy, personality. The number 0 is the calling thread.
/// </summary>
/// <remarks>Raw calls: they mean one thread, where wrappers of a C library may mean them all.</remarks>
internal static unsafe class ThreadAttributes
{
    /// <summary>sched_setattr(2); 0, or the errno.</summary>
    public static int TrySetScheduler(int thread, in SchedulerAttributes scheduler)
    {
        const int NoFlags = 0;
        KernelAttributes attributes = new()
        {
            Size = (uint)sizeof(KernelAttributes),
            Policy = scheduler.Policy,
            Flags = scheduler.Flags,
            Nice = scheduler.Nice,
            Priority = scheduler.Priority,
            Runtime = scheduler.Runtime,
            Deadline = scheduler.Deadline,
            Period = scheduler.Period,
        };
        return SystemCall.Invoke(SystemCall.SchedSetAttr, thread, (long)(&attributes), NoFlags) == 0 ? 0 : Errno.Last;
    }

    /// <summary>ioprio_set(2) of one thread; 0, or the errno.</summary>
    public static int TrySetIoPriority(int thread, uint priorityClass, int priority)
    {
        const int WhoProcess = 1;
        const int ClassShift = 13;
        long value = (priorityClass << ClassShift) | (uint)priority;
        return SystemCall.Invoke(SystemCall.IoPrioSet, WhoProcess, thread, value) == 0 ? 0 : Errno.Last;
    }

    /// <summary>sched_setaffinity(2) with a mask of any size; 0, or the errno.</summary>
    /// <remarks>The kernel drops what lies beyond its own number of processors, and refuses when none is left.</remarks>
    public static int TrySetAffinity(int thread, ulong[] processors)
    {
        fixed (ulong* mask = processors)
        {
            long length = processors.Length * sizeof(ulong);
            return SystemCall.Invoke(SystemCall.SchedSetAffinity, thread, length, (long)mask) == 0 ? 0 : Errno.Last;
        }
    }

    /// <summary>set_mempolicy(2) of the calling thread, the only one that it can mean; 0, or the errno.</summary>
    /// <param name="mode">The mode with its flags.</param>
    /// <param name="nodes">Empty for none.</param>
    public static int TrySetMemoryPolicy(uint mode, ulong[] nodes)
    {
        // maxnode is one more than the bits that the kernel reads, get_nodes() in mm/mempolicy.c.
        long limit = nodes.Length == 0 ? 0 : (nodes.Length * 64) + 1;
        fixed (ulong* mask = nodes)
            return SystemCall.Invoke(SystemCall.SetMemPolicy, mode, (long)mask, limit) == 0 ? 0 : Errno.Last;
    }

    /// <summary>personality(2) of the calling thread; 0, or the errno.</summary>
    public static int TrySetPersonality(uint persona) =>
        SystemCall.Invoke(SystemCall.Personality, persona) >= 0 ? 0 : Errno.Last;

    private struct KernelAttributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;

        // The specification has the flags to clamp utilization, but no values to clamp it to: both are 0.
        public uint UtilizationMinimum;
        public uint UtilizationMaximum;
    }
}
