using System;
using Oci.Runtime.Interop;
using Oci.Runtime.Steps;
using Oci.Spec;
using Tmds.Linux;

namespace Oci.Runtime.Hooks;

/// <summary>Runs one hook to its end, in the namespaces and with the rights of the calling thread.</summary>
/// <remarks>
/// The state is a file in memory and not a pipe: a hook that does not read it cannot make us wait, nor break a pipe.
/// </remarks>
internal static unsafe class HookRun
{
    // What a pipe holds; more can only come from a process that the hook has left behind.
    private const int MostReadsAfterEnd = 64;

    /// <param name="directory">Where it runs, if it can be entered; null for the working directory of this
    /// process.</param>
    /// <exception cref="RuntimeFailure">It cannot be executed, fails, or takes longer than it may.</exception>
    public static void Run(Hook hook, ContainerState state, string? directory)
    {
        try
        {
            Start(hook, StateJson.WriteCompact(state), directory);
        }
        catch (RuntimeFailure failure)
        {
            throw failure.For(hook.Pointer).As(FailureCode.HookFailed).In(StepNames.Of(StepTag.RunHook));
        }
    }

    private static void Start(Hook hook, byte[] state, string? directory)
    {
        StandardStreams.EnsureOpen();
        using Fd input = MemoryFile.Holding(state, "state");
        using var output = new HookOutput();
        using var errors = new HookOutput();
        using Fd? place = directory is null ? null : OpenPlace(directory);
        int pid = HostProgram.Start(new ProgramStart(hook.Path, hook.Arguments, hook.Env.AsSpan().ToArray())
        {
            Input = input, Output = output.Writer, Errors = errors.Writer, Directory = place,
        });
        output.Writer.Dispose();
        errors.Writer.Dispose();
        using Fd process = Processes.TryOpen(pid) ?? throw new RuntimeFailure("run hook", hook.Path, "it could not be watched");
        bool isOver = Watch(process, output, errors, hook.TimeoutSeconds);
        if (!isOver)
            Processes.KillGroup(pid);
        ProcessEnd end = Processes.WaitForEnd(process);
        if (!isOver)
            Deadline.Check($"hook {hook.Path}");
        if (!isOver)
            throw Failed(hook, $"it timed out after {hook.TimeoutSeconds} s", output, errors);
        if (!end.IsSuccess)
            throw Failed(hook, end.Describe(), output, errors);
    }

    // A bundle may be gone when its container is deleted, or closed to the root of a user namespace.
    private static Fd OpenPlace(string directory) =>
        Files.TryOpen($"{directory}/.", Files.PathOnly | Files.Directory, out _)
        ?? Files.Open("/", Files.PathOnly | Files.Directory);

    // Until the hook itself has ended: what it leaves behind may hold its output for ever.
    private static bool Watch(Fd process, HookOutput output, HookOutput errors, int timeoutSeconds)
    {
        pollfd* entries = stackalloc pollfd[3];
        entries[0] = new pollfd { fd = process.Value, events = Polling.Readable };
        entries[1] = new pollfd { fd = output.Reader.Value, events = Polling.Readable };
        entries[2] = new pollfd { fd = errors.Reader.Value, events = Polling.Readable };
        long deadline = Deadline.Before(
            timeoutSeconds == 0 ? long.MaxValue : Environment.TickCount64 + timeoutSeconds * 1000L);
        while (entries[0].revents == 0)
        {
            long left = deadline - Environment.TickCount64;
            if (left <= 0)
                return false;
            entries[1].revents = entries[2].revents = 0;
            Polling.Wait(entries, 3, deadline == long.MaxValue ? -1 : (int)long.Min(left, int.MaxValue));
            TakeReady(entries + 1, output);
            TakeReady(entries + 2, errors);
        }
        TakeRest(entries + 1, output);
        TakeRest(entries + 2, errors);
        return true;
    }

    private static bool TakeReady(pollfd* entry, HookOutput output)
    {
        if (entry->revents == 0)
            return false;
        if (output.Take())
            return true;
        entry->fd = -1;
        return false;
    }

    private static void TakeRest(pollfd* entry, HookOutput output)
    {
        for (int reads = 0; reads < MostReadsAfterEnd; reads++)
        {
            entry->revents = 0;
            Polling.Wait(entry, 1, 0);
            if (!TakeReady(entry, output))
                return;
        }
    }

    private static RuntimeFailure Failed(Hook hook, string reason, HookOutput output, HookOutput errors)
    {
        string? said = errors.LastLine() ?? output.LastLine();
        return new RuntimeFailure("run hook", hook.Path, said is null ? reason : $"{reason}: {said}");
    }
}
