using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Oci.Conformance.Harness;

/// <summary>Whom to kill: the runtime that was called, the processes that it makes, or all of them.</summary>
public enum Victim
{
    Runtime,
    Init,
    Both,
}

/// <summary>
/// Runs a command under ptrace(2), and kills it, or a process that it has made, just before a system call that changes
/// something. Between two of these nothing can differ: to kill before each of them is to kill at every moment.
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
    private const int AllKinds = 0x40000000;
    private const int OwnThread = 0x20000000;
    private const int DoNotWait = 1;
    private const int SigKill = 9;
    private const int SigTrap = 5;
    private const int SystemCallStop = SigTrap | 0x80;

    // PTRACE_O_TRACESYSGOOD, …FORK, …VFORK, …CLONE, …EXEC.
    private const int Options = 0x1 | 0x2 | 0x4 | 0x8 | 0x10;
    private const int EventStop = 128;

    private readonly HashSet<int> _threads = [];
    private readonly HashSet<int> _processes = [];
    private readonly int _shell;
    private readonly int _runtime;
    private readonly Victim _victim;
    private readonly int _moment;
    private int _count;

    private TracedCommand(int shell, int runtime, Victim victim, int moment) =>
        (_shell, _runtime, _victim, _moment) = (shell, runtime, victim, moment);

    /// <summary>Whether the moment came, before the command and its processes had made as many changes.</summary>
    public bool HasKilled { get; private set; }

    /// <summary>Everything that ran.</summary>
    public IReadOnlyCollection<int> Processes => _processes;

    /// <summary>Run a command to its end.</summary>
    /// <param name="moment">Before which change of the victim's to kill it, counted from 0.</param>
    public static (TracedCommand Trace, Outcome Outcome) Run(string directory, string[] command, Victim victim, int moment)
    {
        string pidFile = Path.Combine(Path.GetTempPath(), "oci-traced-" + Guid.NewGuid().ToString("N"));
        // Stopped until it is traced.
        const string Script = "sh -c 'echo $$ >\"$0\"; kill -STOP $$; exec \"$@\"' \"$@\" & wait $!";
        using var shell = new HostCommand(directory, ["sh", "-c", Script, "sh", pidFile, .. command]);
        try
        {
            int runtime = AwaitStopped(pidFile);
            var traced = new TracedCommand(shell.Pid, runtime, victim, moment);
            OnItsOwnThread(traced.Follow);
            return (traced, shell.Wait());
        }
        finally
        {
            File.Delete(pidFile);
        }
    }

    // A task of the pool might be run by whoever waits for it, and that may be the process's first thread.
    private static void OnItsOwnThread(Action action) => Task.Factory.StartNew(
        action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).GetAwaiter().GetResult();

    private static int AwaitStopped(string pidFile)
    {
        int pid = 0;
        Patiently.Until("the command is ready to be traced", () =>
            File.Exists(pidFile)
            && int.TryParse(File.ReadAllText(pidFile), CultureInfo.InvariantCulture, out pid)
            && File.ReadAllText($"/proc/{pid}/stat").Contains(") T ", StringComparison.Ordinal));
        return pid;
    }

    private void Follow()
    {
        Check(ptrace(Seize, _runtime, 0, Options), "seize");
        _threads.Add(_runtime);
        _processes.Add(_runtime);
        Check(kill(_runtime, 18), "continue");
        // Until the command has ended: what it leaves running is not our business any more.
        while (!HasKilled && _threads.Contains(_runtime) && Next() is int thread)
            Handle(thread);
        ReleaseAll();
    }

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
        _threads.Add(thread);
        int signal = (status >> 8) & 0xff;
        int happening = status >> 16;
        if (happening is 1 or 2 or 3)
            Adopt(thread);
        if (signal == SystemCallStop && IsMoment(thread))
        {
            Kill();
            return;
        }
        bool isForTracer = signal is SystemCallStop || happening != 0;
        _ = ptrace(ContinueToSystemCall, thread, 0, isForTracer ? 0 : signal);
    }

    private void Adopt(int thread)
    {
        long child;
        if (ptrace(GetEventMessage, thread, 0, (nint)(&child)) != 0)
            return;
        _threads.Add((int)child);
        _processes.Add(ProcessOf((int)child));
    }

    private bool IsMoment(int thread)
    {
        bool isRuntime = ProcessOf(thread) == _runtime;
        bool counts = _victim == Victim.Init ? !isRuntime : isRuntime;
        return counts && Changes(thread) && _count++ == _moment;
    }

    private void Kill()
    {
        HasKilled = true;
        foreach (int process in _processes)
        {
            bool isRuntime = process == _runtime;
            if (_victim == Victim.Both || isRuntime == (_victim == Victim.Runtime))
                _ = kill(process, SigKill);
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

    /// <summary>Whether a system call that is about to happen can change anything outside of its process.</summary>
    private static bool Changes(int thread)
    {
        const int CreateFile = 0x40;
        const int OpenAt = 257;
        ulong* info = stackalloc ulong[11];
        // struct ptrace_syscall_info: the kind, and for an entry the number and the arguments from the fourth word on.
        if (ptrace(GetSystemCallInfo, thread, 11 * sizeof(ulong), (nint)info) <= 0 || (byte)info[0] != 1)
            return false;
        return info[3] == OpenAt ? (info[6] & CreateFile) != 0 : !Harmless.Contains((int)info[3]);
    }

    // Of x86-64; on other machines some calls are taken for changes, and the test takes longer.
    private static readonly HashSet<int> Harmless =
    [
        0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 21, 28, 39, 63, 89, 99, 102, 104, 107, 108, 118, 120, 125, 131, 137,
        138, 157, 158, 186, 202, 204, 217, 218, 219, 228, 239, 262, 267, 269, 271, 273, 302, 318, 324, 332, 334, 439,
    ];

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
