using System;
using System.Collections.Generic;
using System.Threading;
using Oci.Integration.Tests.Machine;

namespace Oci.Integration.Tests.Faults;

/// <summary>
/// Runs a program under ptrace(2) with all processes it makes, shows every system call, and makes one of them go
/// wrong.
/// </summary>
/// <remarks>
/// Unlike strace's -e inject, which counts the calls of each thread apart, this can hit one call of one process of
/// the program.
/// All requests must come from one thread: <see cref="Run"/> does everything.
/// </remarks>
internal sealed class Tracer
{
    private const int ContinueSignal = 18;

    /// <summary>A traced program that is not done by then hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Func<TracedCall, Fault?> _decide;
    private readonly Dictionary<int, int> _processOf = []; // of a thread
    private readonly Dictionary<int, Role> _roleOf = []; // of a process
    private readonly Dictionary<int, int> _errorOf = []; // of a thread, for the call it is in
    private readonly Dictionary<(Role Role, string Name), int> _counts = [];
    private readonly int _root;
    private bool _running;

    private Tracer(int root, Func<TracedCall, Fault?> decide)
    {
        _root = root;
        _roleOf[root] = Role.Parent;
        _decide = decide;
    }

    /// <summary>Runs the program until it ends; what it leaves running is let go.</summary>
    public static ChildResult Run(string[] command, Func<TracedCall, Fault?> decide)
    {
        using var child = Child.StartStopped(command);
        using var watchdog = new Timer(_ => LibC.Kill(child.Pid, LibC.SigKill), null, Patience, Timeout.InfiniteTimeSpan);
        var tracer = new Tracer(child.Pid, decide);
        int status = tracer.TraceToEnd();
        LetGoOfTheRest();
        return child.Result(status);
    }

    private int TraceToEnd()
    {
        if (!Ptrace.Seize(_root))
            throw new InvalidOperationException("ptrace(2) is not permitted here");
        _ = LibC.Kill(_root, ContinueSignal);
        while (true)
        {
            int thread = LibC.WaitPid(-1, out int status, LibC.WaitAll);
            if (IsStopped(status))
            {
                OnStop(thread, status);
                continue;
            }
            _processOf.Remove(thread);
            if (thread == _root || thread < 0)
                return status;
        }
    }

    /// <remarks>
    /// Also of threads that have been made but not shown yet: one that stayed traced would keep its process from
    /// ending for good.
    /// </remarks>
    private static void LetGoOfTheRest()
    {
        int self = LibC.GetTid(); // ptrace(2) is between threads
        bool isLast = Wait.Until(() =>
        {
            List<int> rest = ProcessTable.ThreadsTracedBy(self);
            foreach (int thread in rest)
            {
                Ptrace.Interrupt(thread);
                // A leader shows its end only after its other threads, so this must not wait for it.
                if (LibC.WaitPid(thread, out int status, LibC.WaitAll | LibC.WaitNoHang) == thread && IsStopped(status))
                    Ptrace.Detach(thread, IsSignal(status) ? SignalOf(status) : 0);
            }
            return rest.Count == 0;
        });
        if (!isLast)
            throw new InvalidOperationException("a traced process can neither be let go nor ends");
    }

    private void OnStop(int thread, int status)
    {
        if (!_processOf.ContainsKey(thread))
            Remember(thread);

        if (SignalOf(status) == Ptrace.SystemCallStop)
            OnSystemCall(thread);
        else if (EventOf(status) == Ptrace.EventExec)
            _running = true; // the first is our shell becoming the program

        if (EventOf(status) == Ptrace.EventStop && SignalOf(status) == Ptrace.StopSignal)
            Ptrace.Listen(thread);
        else
            Ptrace.Continue(thread, IsSignal(status) ? SignalOf(status) : 0);
    }

    private void Remember(int thread)
    {
        int process = ProcessTable.Field(thread, "Tgid") ?? thread;
        _processOf[thread] = process;
        _roleOf.TryAdd(process, _roleOf.ContainsValue(Role.Init) ? Role.Other : Role.Init);
    }

    private void OnSystemCall(int thread)
    {
        if (!_running || Ptrace.CallOf(thread) is not { } stopped)
            return;
        if (stopped.IsEntry)
            Apply(_decide(Describe(thread, stopped)), thread);
        else if (_errorOf.Remove(thread, out int errno))
            Ptrace.SetResult(thread, -errno);
    }

    private void Apply(Fault? fault, int thread)
    {
        if (fault is Fault.Error error)
        {
            Ptrace.SkipCall(thread);
            _errorOf[thread] = error.Errno;
        }
        if (fault is Fault.KillParent or Fault.KillAll)
            _ = LibC.Kill(_root, LibC.SigKill);
        if (fault is Fault.KillCaller)
            _ = LibC.Kill(_processOf[thread], LibC.SigKill);
        if (fault is not Fault.KillAll)
            return;
        foreach (int process in _roleOf.Keys)
            _ = LibC.Kill(process, LibC.SigKill);
    }

    private TracedCall Describe(int thread, StoppedCall call)
    {
        Role role = _roleOf[_processOf[thread]];
        (string name, SystemCallName.Subject subject) = SystemCallName.Of(call, thread);
        string? text = subject switch
        {
            SystemCallName.Subject.Path0 => Ptrace.ReadString(thread, call.Arguments[0]),
            SystemCallName.Subject.Path1 => Ptrace.ReadString(thread, call.Arguments[1]),
            SystemCallName.Subject.Path3 => Ptrace.ReadString(thread, call.Arguments[3]),
            _ => null,
        };
        if (subject == SystemCallName.Subject.Descriptor0 || (subject == SystemCallName.Subject.Path1 && text == ""))
            text = Ptrace.PathOf(thread, (int)call.Arguments[0]);
        return new TracedCall(role, Count(role, ""), name, Count(role, name), text);
    }

    private int Count(Role role, string name)
    {
        int count = _counts.GetValueOrDefault((role, name));
        _counts[(role, name)] = count + 1;
        return count;
    }

    private static bool IsStopped(int status) => (status & 0xff) == 0x7f;

    private static int SignalOf(int status) => (status >> 8) & 0xff;

    private static int EventOf(int status) => status >> 16;

    private static bool IsSignal(int status) => EventOf(status) == 0 && SignalOf(status) != Ptrace.SystemCallStop;
}
