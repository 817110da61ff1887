using System;
using System.Text;
using Oci.Runtime.Interop;

namespace Oci.Runtime.Stats;

/// <summary>Hears of the kernel having to end a process to keep a cgroup within its memory.</summary>
internal abstract class OutOfMemory : IDisposable
{
    /// <summary>Becomes ready with <see cref="Events"/> when something has happened.</summary>
    public abstract Fd Descriptor { get; }

    /// <summary>What poll(2) is to wait for.</summary>
    public abstract short Events { get; }

    /// <summary>Whether it has happened since the last time; what woke us may also have been the cgroup's removal.</summary>
    public abstract bool Take();

    public abstract void Dispose();

    /// <summary>Begins to listen; null when the cgroup does not tell.</summary>
    public static OutOfMemory? TryListen(string directory, bool isV2) =>
        isV2 ? V2OutOfMemory.TryListen(directory) : V1OutOfMemory.TryListen(directory);
}

/// <summary>Version 1 adds to an eventfd (cgroup-v1/memory.rst, "OOM Control").</summary>
internal sealed class V1OutOfMemory : OutOfMemory
{
    private readonly string _control;

    private V1OutOfMemory(Fd counter, string control) => (Descriptor, _control) = (counter, control);

    public override Fd Descriptor { get; }

    public override short Events => Polling.Readable;

    public static V1OutOfMemory? TryListen(string directory)
    {
        string path = $"{directory}/memory.oom_control";
        using Fd? control = Files.TryOpen(path, Files.ReadOnly, out _);
        if (control is null)
            return null;
        Fd counter = EventCounter.Make();
        byte[] wish = Encoding.ASCII.GetBytes($"{counter.Value} {control.Value}");
        if (Files.TryWriteControlFile(Fd.WorkingDirectory, $"{directory}/cgroup.event_control", wish, out _))
            return new V1OutOfMemory(counter, path);
        counter.Dispose();
        return null;
    }

    // The removal of the cgroup counts as well.
    public override bool Take() =>
        EventCounter.Take(Descriptor) > 0 && Files.TryStatusAt(Fd.WorkingDirectory, _control, out _) is not null;

    public override void Dispose() => Descriptor.Dispose();
}

/// <summary>Version 2 counts in memory.events, and wakes who polls the file (cgroup-v2.rst).</summary>
internal sealed class V2OutOfMemory : OutOfMemory
{
    private ulong _count;

    private V2OutOfMemory(Fd file)
    {
        Descriptor = file;
        _count = Read();
    }

    public override Fd Descriptor { get; }

    public override short Events => Polling.Exceptional;

    public static V2OutOfMemory? TryListen(string directory) =>
        Files.TryOpen($"{directory}/memory.events", Files.ReadOnly, out _) is { } file ? new V2OutOfMemory(file) : null;

    public override bool Take()
    {
        ulong before = _count;
        _count = Read();
        return _count > before;
    }

    // Reading also makes the file wait for the next change.
    private ulong Read()
    {
        try
        {
            Files.Rewind(Descriptor, "memory.events");
            string text = Encoding.ASCII.GetString(Files.ReadAll(Descriptor, "memory.events"));
            return StatText.Value(StatText.FlatKeyed(text), "oom_kill");
        }
        catch (RuntimeFailure failure) when (failure.Errno == Errno.ENODEV)
        {
            return _count; // the cgroup has been removed
        }
    }

    public override void Dispose() => Descriptor.Dispose();
}
