using Oci.Runtime.Steps;
using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>
/// Everything that will be done to make and run a container, in order: the runtime's part, then init's.
/// </summary>
/// <remarks>
/// Pure data. The same bundle on the same machine gives the same plan; it is executed, printed and tested.
/// </remarks>
internal sealed record LaunchPlan(ValueList<ParentStep> Parent, ValueList<InitStep> Init)
{
    /// <summary>The hooks that <c>start</c> runs after the program is executed, and those of <c>delete</c>.</summary>
    public ValueList<RuntimeHook> Later { get; init; } = [];

    /// <summary>What hooks are told of the container, besides its id and its bundle.</summary>
    public ValueList<NamedValue> Annotations { get; init; } = [];
}

/// <summary>What the planner is told beside the bundle and the machine.</summary>
/// <param name="BundlePath">Absolute path of the bundle.</param>
internal sealed record LaunchRequest(string Id, string BundlePath, string StateRoot)
{
    public string? ConsoleSocket { get; init; }
    /// <summary><c>run</c>: init waits for the word of its parent, not for <c>start</c>.</summary>
    public bool StartsAtOnce { get; init; }
    public bool NoPivot { get; init; }
    public bool NoNewKeyring { get; init; }

    /// <summary>How many descriptors after stderr the process inherits: first the sockets, then what else the caller passes.</summary>
    public int PreserveFds { get; init; }

    public SocketActivation? Sockets { get; init; }

    /// <summary>The process is given a socket to report its readiness to.</summary>
    public bool NotifiesHost { get; init; }

    /// <summary>Init keeps a timeline.</summary>
    public bool IsTraced { get; init; }
}
