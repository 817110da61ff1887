using System;
using System.Globalization;
using System.Text;
using Oci.Runtime.Interop;
using Oci.Runtime.Steps;
using Oci.Runtime.Tracing;
using Oci.Spec;

namespace Oci.Runtime.Launch;

/// <summary>The container's first process, seen from the runtime: our child, not yet reaped.</summary>
internal sealed class InitProcess : IDisposable
{
    private const int LongestDeath = 1000;
    private readonly Fd _process;
    private bool _isReaped;

    private InitProcess(int pid, Fd process, Channel channel) => (Pid, _process, Channel) = (pid, process, channel);

    public int Pid { get; }

    /// <summary>Whether it was born in its cgroup, and needs not be moved there.</summary>
    public bool IsBornInCgroup { get; private init; }

    public Fd Process => _process;

    public Channel Channel { get; }

    /// <summary>
    /// Clones init into its namespaces. It waits there for the id maps, if any, and then for the plan.
    /// </summary>
    /// <param name="cgroup">The directory of a cgroup of version 2 for it to be born into (CLONE_INTO_CGROUP).</param>
    /// <param name="container">A process of the container whose namespaces are joined, if any are.</param>
    public static InitProcess Clone(
        CloneRequest request, Fd executable, int preserveFds, Fd? cgroup = null, Fd? container = null)
    {
        using Measure measure = Progress.Measure(Measures.Clone);
        (Fd parentEnd, Fd childEnd) = Sockets.Pair();
        var channel = new Channel(parentEnd)
        {
            ClonedBy = container is null ? CloneInit.Name : CloneIntoContainer.Name,
        };
        try
        {
            (int pid, Fd process, bool isTwice) = Start(
                request, executable, preserveFds, cgroup, container, parentEnd, childEnd);
            // Closed before anything is read: while we hold a copy, the end of init would never show.
            childEnd.Dispose();
            if (isTwice)
                (pid, process) = TakeSecond(channel, process);
            return new InitProcess(pid, process, channel) { IsBornInCgroup = cgroup is not null };
        }
        catch
        {
            childEnd.Dispose();
            channel.Dispose();
            throw;
        }
    }

    // The first clone has joined what only its children enter, and cloned once more; the second is our child too.
    private static (int Pid, Fd Process) TakeSecond(Channel channel, Fd first)
    {
        using (first)
            AwaitEnd(first);
        int pid = channel.ExpectPid();
        Fd process = Processes.TryOpen(pid)
            ?? throw new RuntimeFailure("clone", "init", "it ended before it could be watched").As(FailureCode.InitEnded);
        return (pid, process);
    }

    // Not its word is waited for: when it is killed before that, the second clone keeps the line open.
    private static void AwaitEnd(Fd first)
    {
        try
        {
            Deadline.AwaitReadable(first, "init to be cloned");
        }
        catch
        {
            Processes.Signal(first, Processes.SigKill, "the process that clones init");
            throw;
        }
        finally
        {
            Processes.WaitForChild(first);
        }
    }

    private static unsafe (int Pid, Fd Process, bool IsTwice) Start(
        CloneRequest request, Fd executable, int preserveFds, Fd? cgroup, Fd? container, Fd parentEnd, Fd childEnd)
    {
        string socket = childEnd.Value.ToString(CultureInfo.InvariantCulture);
        using var arguments = new StringVector(
            RuntimeHost.VersionForInit is { } version ? ["ociruntime", "init", socket, version] : ["ociruntime", "init", socket]);
        using var environment = new StringVector([]);
        using var namespaces = JoinedNamespaces.Open(request.Joined);
        byte[] offsetsPath = CString.ToArray("/proc/self/timens_offsets");
        byte[] offsets = Encoding.ASCII.GetBytes(request.TimeOffsets ?? "");
        // One byte more: an empty array has no address.
        Array.Resize(ref offsets, offsets.Length + 1);

        fixed (int* join = namespaces.Numbers)
        fixed (byte* path = offsetsPath)
        fixed (byte* text = offsets)
        {
            CloneStage.Request stage = new()
            {
                NewNamespaces = request.NewNamespaces,
                Cgroup = cgroup?.Value ?? -1,
                Join = join,
                JoinCount = namespaces.Count,
                JoinUser = namespaces.User,
                Container = request.OfContainer == 0 ? -1 : container!.Value,
                ContainerNamespaces = request.OfContainer,
                NewTime = request.NewTime,
                TimeOffsetsPath = path,
                TimeOffsets = text,
                TimeOffsetsLength = offsets.Length - 1,
                Twice = request.IsTwice,
                Capabilities = request.Capabilities,
                BecomeRoot = request.BecomesRoot,
                Hide = request.IsHidden,
                ParentSocket = parentEnd.Value,
                ChildSocket = childEnd.Value,
                FirstPrivateFd = 3 + preserveFds,
                Executable = executable.Value,
                Arguments = arguments.Pointer,
                Environment = environment.Pointer,
            };
            using PidNamespaceVisit? visit = LetEnterPids(&stage, container);
            (int pid, Fd process) = CloneWithSignalsBlocked(&stage);
            return (pid, process, stage.Twice);
        }
    }

    // Only children enter a pid namespace: ours at once, where we may join it; else those of a first clone.
    private static unsafe PidNamespaceVisit? LetEnterPids(CloneStage.Request* stage, Fd? container)
    {
        ulong pids = NamespaceFlags.Of(NamespaceKind.Pid);
        if ((stage->ContainerNamespaces & pids) == 0 || stage->Twice)
            return null;
        var visit = PidNamespaceVisit.TryEnter(container!);
        if (visit is null)
            stage->Twice = true;
        else
            stage->ContainerNamespaces &= ~pids;
        return visit;
    }

    // A handler that ran in the child would write into the pipes that it shares with us.
    private static unsafe (int Pid, Fd Process) CloneWithSignalsBlocked(CloneStage.Request* stage)
    {
        const int BlockSignals = 0;
        const int SetMask = 2;
        ulong all = ulong.MaxValue;
        ulong before;
        SystemCall.Invoke(SystemCall.RtSigProcMask, BlockSignals, (long)(&all), (long)(&before), sizeof(ulong));
        stage->SignalMask = before;
        int pidfd;
        int pid = CloneStage.Start(stage, &pidfd);
        SystemCall.Invoke(SystemCall.RtSigProcMask, SetMask, (long)(&before), 0, sizeof(ulong));
        if (pid > 0)
            return (pid, new Fd(pidfd));
        string? hint = pid == -Errno.EPERM ? "new namespaces need root, or a user namespace among them" : null;
        throw KernelFailure.Of(-pid, "clone", "init into the new namespaces", hint).For("/linux/namespaces");
    }

    /// <summary>Sends its pidfd to the listening unix socket of an engine.</summary>
    public void SendTo(string socketPath)
    {
        using Fd socket = Sockets.Connect(socketPath);
        Sockets.Send(socket, "pidfd"u8, [_process.Value], "the pidfd socket");
    }

    /// <summary>Waits for a signal of init; its silent end is a failure.</summary>
    public void Expect(Signal signal)
    {
        if (!Channel.Expect(signal))
            throw ItsEnd();
    }

    /// <summary>A line that breaks is the first that shows of init's end: then that is the failure to tell.</summary>
    /// <param name="step">The runtime's step that has met it.</param>
    public void ThrowIfEnding(string step)
    {
        const int Soon = 1000;
        if (!_isReaped && Polling.WaitReadable(_process, Soon))
            throw ItsEnd().In(step);
    }

    private RuntimeFailure ItsEnd()
    {
        int code = Reap();
        string reason = code > 128 ? $"was killed by signal {code - 128}" : $"ended with exit code {code}";
        string? hint = code == 128 + Processes.SigKill
            ? "it may have been out of memory: see the kernel's log and /linux/resources/memory" : null;
        return new RuntimeFailure("wait for", "init", $"it {reason} before the container was created", null, hint)
        {
            Code = FailureCode.InitEnded,
        };
    }

    public void Kill()
    {
        if (_isReaped)
            return;
        Processes.Signal(_process, Processes.SigKill, "init");
        // In a cgroup of version 1 that is frozen it dies when that goes on.
        if (!Deadline.IsSet || Polling.WaitReadable(_process, LongestDeath))
            Reap();
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    public int Reap()
    {
        int code = Processes.WaitForChild(_process);
        _isReaped = true;
        return code;
    }

    public void Dispose()
    {
        Channel.Dispose();
        _process.Dispose();
    }
}
