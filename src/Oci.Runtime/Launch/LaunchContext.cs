using System;
using System.Collections.Generic;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Runtime.State;
using Oci.Runtime.Tracing;
using Oci.Spec;

namespace Oci.Runtime.Launch;

/// <summary>What the runtime's steps hand to one another while a container is made.</summary>
internal sealed class LaunchContext(LaunchRequest request, ContainerSpec spec, LaunchPlan plan) : IDisposable
{
    private ContainerRecord? _record;
    private StateDirectory? _state;

    public LaunchRequest Request { get; } = request;

    public ContainerSpec Spec { get; } = spec;

    public LaunchPlan Plan { get; } = plan;

    public Rollback Rollback { get; } = new();

    public Fd Proc { get; } = ProcFs.OpenHost();

    public StateDirectory State
    {
        get => _state ?? throw new InvalidOperationException("the id is not reserved yet");
        set => _state = value;
    }

    /// <summary>Whether another command has removed what was reserved.</summary>
    public bool IsDeleted => _state is not null && !_state.IsThere();

    public ContainerRecord Record => _record ?? throw new InvalidOperationException("nothing is recorded yet");

    /// <summary>The bytes of config.json.</summary>
    public ReadOnlyMemory<byte> Config { get; init; }

    /// <summary>The first process of a container that is there, into which another one is put; it is not ours.</summary>
    public Fd? Container { get; init; }

    /// <summary>What the container is when the program is executed: <c>start</c> has not returned then.</summary>
    public ContainerStatus Status { get; init; } = ContainerStatus.Created;

    /// <summary>The sealed program that becomes init.</summary>
    public Fd? Executable { get; set; }

    /// <summary>Descriptors for init, in the order of the plan's indexes.</summary>
    public List<Fd> Passed { get; } = [];

    /// <summary>The compiled seccomp filter.</summary>
    public byte[]? Filter { get; set; }

    /// <summary>The key to keep that filter by; null when it was kept already.</summary>
    public byte[]? NewFilterKey { get; set; }

    /// <summary>Our end of the line that carries the terminal, when the runtime itself shows it.</summary>
    public Fd? ConsoleEnd { get; set; }

    public InitProcess? Init { get; set; }

    private IdMapNamespaces? _idMaps;
    private Fd? _userNamespaceOfInit;

    /// <summary>The group in resctrl, if the container has one.</summary>
    public Resctrl.ResctrlGroup? Resctrl { get; set; }

    /// <summary>User namespaces for the id maps of mounts.</summary>
    public IdMapNamespaces IdMaps => _idMaps ??= new IdMapNamespaces();

    /// <summary>Init's user namespace; it stays open with the context.</summary>
    public Fd OpenUserNamespaceOfInit() =>
        _userNamespaceOfInit ??= Files.OpenAt(Proc.Value, $"{StartedInit.Pid}/ns/user", Files.ReadOnly);

    public InitProcess StartedInit => Init ?? throw new InvalidOperationException("init is not cloned yet");

    private bool _isReady;

    /// <summary>Returns when all is in place in the container; its process then waits to be recorded.</summary>
    public void AwaitReady()
    {
        if (_isReady)
            return;
        using Measure measure = Progress.Measure(Measures.AwaitInit);
        if (Deadline.IsSet)
            Deadline.AwaitReadable(StartedInit.Channel.Socket, WorkOfInit);
        StartedInit.Expect(Signal.Ready);
        _isReady = true;
    }

    private string WorkOfInit => Spec.Hooks is { CreateContainer.Count: > 0 }
        ? "init to run the createContainer hooks and to prepare the process" : "init to prepare the process";

    /// <summary>Puts a record on disk; what it names may be made after this returns.</summary>
    public void Save(ContainerRecord record)
    {
        State.Write(record);
        _record = record;
    }

    /// <summary>Works on a container that is there.</summary>
    public void Adopt(StateDirectory state, ContainerRecord record) => (_state, _record) = (state, record);

    public void Dispose()
    {
        Rollback.Dispose();
        Init?.Dispose();
        foreach (Fd passed in Passed)
            passed.Dispose();
        _idMaps?.Dispose();
        _userNamespaceOfInit?.Dispose();
        Executable?.Dispose();
        ConsoleEnd?.Dispose();
        _state?.Dispose();
        Proc.Dispose();
    }
}
