using Oci.Runtime.Launch;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>One thing that the runtime does outside of the container while it is made.</summary>
/// <param name="Property">The property of config.json that it comes from; empty for what every container gets.</param>
internal abstract record ParentStep(string Property)
{
    /// <summary>The kind, as <c>explain --format json</c> names it.</summary>
    public abstract string Kind { get; }

    /// <summary>What it does, as a phrase for people.</summary>
    public abstract string Describe();

    public abstract void Run(LaunchContext context);

    /// <summary>The fields, for <c>explain</c>.</summary>
    public virtual void Write(StepWriter writer)
    {
    }
}
