namespace Oci.Conformance.Harness;

/// <summary>Tests that compare all mounts of the machine: other tests may not make any at the same time.</summary>
[CollectionDefinition(nameof(AloneOnTheMachine), DisableParallelization = true)]
public sealed class AloneOnTheMachine;
