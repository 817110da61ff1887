using Oci.Runtime.Init;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>When in the life of the container a step happens; the groups that <c>explain</c> prints.</summary>
internal enum Stage
{
    Runtime,
    Namespaces,
    Mounts,
    Devices,
    Root,
    Restrictions,
    Process,
    Start,
}

/// <summary>One thing that init does: its data, its description and its execution.</summary>
/// <param name="Property">The property of config.json that it comes from, as a JSON pointer; empty for what every
/// container gets.</param>
internal abstract record InitStep(string Property)
{
    public abstract StepTag Tag { get; }

    public abstract Stage Stage { get; }

    /// <summary>What it does, as a phrase for people.</summary>
    public abstract string Describe();

    /// <summary>What can be done while the container still waits for its start; most steps have nothing.</summary>
    public virtual void Prepare(InitContext context)
    {
    }

    public abstract void Run(InitContext context);

    /// <summary>The fields in the order in which <see cref="StepTable"/> reads them back.</summary>
    public abstract void Write(StepWriter writer);
}
