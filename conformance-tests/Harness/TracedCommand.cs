using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Oci.Conformance.Harness;

/// <summary>A thread of a traced process that stands where a system call begins or ends.</summary>
/// <param name="Number">The call's.</param>
/// <param name="Arguments">Six of them; none at the end of a call.</param>
internal sealed record TracedCall(int Thread, int Process, int Number, bool Begins, ulong[] Arguments);

/// <summary>
/// Runs a command under ptrace(2), with everything that it starts, and shows each system call of theirs before and after it
/// happens. While it is shown its thread stands still.
/// </summary>
/// <remarks>
/// ptrace(2) is a matter between threads: all of it happens on a thread which has no children, and which gets none from other
/// threads that end.
/// </remarks>
internal sealed unsafe class TracedCommand
{
    private const int Seize = 0x4206;
    private const int Interrupt = 0x4207;
    private const int Detach = 17;
    private const int ContinueToSystemCall = 24;
    private const int GetEventMessage = 0x4201;
    private const int GetSystemCallInfo = 0x420e;
    private const int GetRegisters = 12;
    private const int SetRegisters = 13;
    private const int AllKinds = 0x40000000;
    private const int OwnThread = 0x20000000;
    private const int DoNotWait = 1;
    private const int SigKill = 9;
    private const int SigTrap = 5;
    private const int SystemCallStop = SigTrap | 0x80;

    // PTRACE_O_TRACESYSGOOD, …FORK, …VFORK, …CLONE, …EXEC.
    private const int Options = 0x1 | 0x2 | 0x4 | 0x8 | 0x10;

    private readonly HashSet<int> _threads = [];
    private readonly Dictionary<int, int> _processes = [];
    private readonly Dictionary<int, int> _calls = [];
    private readonly int _shell;
    private readonly Action<TracedCommand, TracedCall> _atCall;
    private ExceptionDispatchInfo? _failure;
    private bool _isOver;

    private TracedCommand(int shell, int runtime, Action<TracedCommand, TracedCall> atCall) =>
        (_shell, Runtime, _atCall) = (shell, runtime, atCall);

    /// <summary>The process that was called.</summary>
    public int Runtime { get; }

    /// <summary>Everything that has run so far.</summary>
    public IReadOnlyCollection<int> Processes => [.. _processes.Values.Distinct()];

    /// <summary>Run a command to its end.</summary>
    /// <param name="atCall">Looks at what is about to happen, or has just happened. What it throws is thrown at the end.</param>
    /// <param name="others">Processes that are there already, and are to be followed as well.</param>
    public static Outcome Run(
        string directory, string[] command, Action<TracedCommand, TracedCall> atCall, params int[] others)
    {
        string pidFile = Path.Combine(Path.GetTempPath(), "oci-traced-" + Guid.NewGuid().ToString("N"));
        // Stopped until it is traced.
        const string Script = "sh -c 'echo $$ >\"$0\"; kill -STOP $$; exec \"$@\"' \"$@\" & wait $!";
        using var shell = new HostCommand(directory, ["sh", "-c", Script, "sh", pidFile, .. command]);
        try
        {
            int runtime = AwaitStopped(pidFile);
            var traced = new TracedCommand(shell.Pid, runtime, atCall);
            OnItsOwnThread(() => traced.Follow(others));
            Outcome outcome = shell.Wait();
            traced._failure?.Throw();
            return outcome;
        }
        finally
        {
            File.Delete(pidFile);
        }
    }

    // A task of the pool might be run by whoever waits for it, and that may be the process's first thread.
    private static void OnItsOwnThread(Action action) => Task.Factory.StartNew(
        action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).GetAwaiter().GetResult();

    /// <summary>Kill a process that was followed.</summary>
    public static void Kill(int process) => _ = kill(process, SigKill);

    /// <summary>Follow nothing any more, and let everything run on by itself.</summary>
    public void Leave() => _isOver = true;

    /// <summary>
    /// Lets a thread that stands before a system call make another one first, and returns what the kernel has answered. Of x86-64.
    /// </summary>
    public static long Ask(TracedCall call, int number, long argument)
    {
        const int Rip = 16, OriginalRax = 15, Rdi = 14, Rax = 10;
        const int SizeOfInstruction = 2;
        Assert.True(call.Begins, "only before a system call another one can be made");
        ulong* registers = stackalloc ulong[27];
        ulong* asking = stackalloc ulong[27];
        Check(ptrace(GetRegisters, call.Thread, 0, (nint)registers), "read the registers");
        Buffer.MemoryCopy(registers, asking, 27 * sizeof(ulong), 27 * sizeof(ulong));
        asking[OriginalRax] = (ulong)number;
        asking[Rdi] = (ulong)argument;
        Check(ptrace(SetRegisters, call.Thread, 0, (nint)asking), "set the registers");
        List<int> signals = [];
        ContinueToNextStop(call, signals);
        Check(ptrace(GetRegisters, call.Thread, 0, (nint)asking), "read the registers");
        // Once more to the instruction that makes the call which has been replaced.
        registers[Rip] -= SizeOfInstruction;
        registers[Rax] = registers[OriginalRax];
        Check(ptrace(SetRegisters, call.Thread, 0, (nint)registers), "set the registers");
        ContinueToNextStop(call, signals);
        signals.ForEach(signal => _ = kill(call.Process, signal));
        return (long)asking[Rax];
    }

    private static void ContinueToNextStop(TracedCall call, List<int> signals)
    {
        int status;
        while (true)
        {
            Check(ptrace(ContinueToSystemCall, call.Thread, 0, 0), "go on");
            Assert.Equal(call.Thread, waitpid(call.Thread, &status, AllKinds));
            Assert.Equal(0x7f, status & 0xff);
            int signal = (status >> 8) & 0xff;
            if (signal == SystemCallStop)
                return;
            // A signal, such as that of a child that has ended: it comes again when all has been asked.
            if (status >> 16 == 0)
                signals.Add(signal);
        }
    }

    private static int AwaitStopped(string pidFile)
    {
        int pid = 0;
        Patiently.Until("the command is ready to be traced", () =>
            File.Exists(pidFile)
            && int.TryParse(File.ReadAllText(pidFile), CultureInfo.InvariantCulture, out pid)
            && File.ReadAllText($"/proc/{pid}/stat").Contains(") T ", StringComparison.Ordinal));
        return pid;
    }

    private void Follow(int[] others)
    {
        Adopt(Runtime);
        Check(ptrace(Seize, Runtime, 0, Options), "seize");
        foreach (int thread in others.SelectMany(ThreadsOf))
        {
            Adopt(thread);
            Check(ptrace(Seize, thread, 0, Options), "seize");
            Check(ptrace(Interrupt, thread, 0, 0), "interrupt");
        }
        Check(kill(Runtime, 18), "continue");
        // Until the command has ended: what it leaves running is not our business any more.
        while (!_isOver && _threads.Contains(Runtime) && Next() is int thread)
            Handle(thread);
        ReleaseAll();
    }

    private static IEnumerable<int> ThreadsOf(int process) => Directory.GetDirectories($"/proc/{process}/task")
        .Select(directory => int.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture));

    // Only looked at: the shell is somebody else's to wait for.
    private int? Next(int options = 0)
    {
        const int Exited = 4;
        const int Stopped = 2;
        const int LeaveIt = 0x01000000;
        const int AnyProcess = 0;
        int* info = stackalloc int[32];
        while (waitid(AnyProcess, 0, info, Exited | Stopped | LeaveIt | AllKinds | OwnThread | options) != 0)
        {
            if (Marshal.GetLastPInvokeError() != 4)
                return null;
        }
        Assert.NotEqual(_shell, info[4]);
        return info[4] == 0 ? null : info[4];
    }

    private void Handle(int thread)
    {
        int status;
        if (waitpid(thread, &status, AllKinds) != thread)
            return;
        bool isStopped = (status & 0xff) == 0x7f;
        if (!isStopped)
        {
            _threads.Remove(thread);
            return;
        }
        Adopt(thread);
        int signal = (status >> 8) & 0xff;
        int happening = status >> 16;
        if (happening is 1 or 2 or 3)
            AdoptChildOf(thread);
        if (signal == SystemCallStop)
            Show(thread);
        if (_isOver)
            return;
        bool isForTracer = signal is SystemCallStop || happening != 0;
        _ = ptrace(ContinueToSystemCall, thread, 0, isForTracer ? 0 : signal);
    }

    private void AdoptChildOf(int thread)
    {
        long child;
        if (ptrace(GetEventMessage, thread, 0, (nint)(&child)) == 0)
            Adopt((int)child);
    }

    private void Adopt(int thread)
    {
        if (_threads.Add(thread))
            _processes[thread] = ProcessOf(thread);
    }

    private void Show(int thread)
    {
        const int Entry = 1, Exit = 2;
        ulong* info = stackalloc ulong[11];
        // struct ptrace_syscall_info: the kind, and for an entry the number and the arguments from the fourth word on.
        if (_failure is not null || ptrace(GetSystemCallInfo, thread, 11 * sizeof(ulong), (nint)info) <= 0)
            return;
        bool begins = (byte)info[0] == Entry;
        if (begins)
            _calls[thread] = (int)info[3];
        else if ((byte)info[0] != Exit || !_calls.ContainsKey(thread))
            return;
        try
        {
            _atCall(this, new TracedCall(
                thread, _processes[thread], _calls[thread], begins, begins ? new Span<ulong>(info + 4, 6).ToArray() : []));
        }
        catch (Exception failure)
        {
            // Everything that is stopped must go on first.
            _failure = ExceptionDispatchInfo.Capture(failure);
        }
    }

    // The first thread of a process that was killed is not reported before all others have been waited for. Some of them may
    // be new: who made them was killed before it could tell.
    private void ReleaseAll()
    {
        _threads.RemoveWhere(static thread => ptrace(Detach, thread, 0, 0) == 0);
        foreach (int thread in _threads)
            _ = ptrace(Interrupt, thread, 0, 0);
        Patiently.Until("all that was traced is released", () =>
        {
            if (Next(DoNotWait) is int thread)
                _threads.Add(thread);
            _threads.RemoveWhere(IsReleased);
            return _threads.Count == 0;
        });
    }

    private static bool IsReleased(int thread)
    {
        int status;
        int answer = waitpid(thread, &status, AllKinds | DoNotWait);
        if (answer == 0)
            return false;
        if (answer < 0 || (status & 0xff) != 0x7f)
            return true;
        int signal = (status >> 8) & 0xff;
        bool isForTracer = signal == SystemCallStop || status >> 16 != 0;
        return ptrace(Detach, thread, 0, isForTracer ? 0 : signal) == 0;
    }

    private static int ProcessOf(int thread)
    {
        try
        {
            string line = File.ReadLines($"/proc/{thread}/status").First(static line => line.StartsWith("Tgid:", StringComparison.Ordinal));
            return int.Parse(line[5..], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return thread;
        }
    }

    private static void Check(long result, string operation) =>
        Assert.True(result == 0, $"{operation}: errno {Marshal.GetLastPInvokeError()}");

    [DllImport("libc", SetLastError = true)]
    private static extern long ptrace(long request, int pid, nint address, nint data);

    [DllImport("libc", SetLastError = true)]
    private static extern int waitpid(int pid, int* status, int options);

    [DllImport("libc", SetLastError = true)]
    private static extern int waitid(int kind, int id, int* info, int options);

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int signal);
}
