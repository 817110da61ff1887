using Oci.Conformance.Harness;

namespace Oci.Conformance.Escapes;

/// <summary>
/// A way out that has been published, tried from a plain bundle. Which test tries which, and what happens when the runtime
/// lets go of what stops it, is in escapes.md.
/// </summary>
public abstract class EscapeTest(Workspace workspace) : ContainerTest(workspace)
{
    /// <summary>Something of the host for the container to reach for.</summary>
    protected Canary NewCanary() => new(NewDirectory());
}
