using System;
using System.Collections.Generic;
using Oci.Spec;

namespace Oci.Runtime.Lifecycle;

/// <summary>Says what containers there are and what state they are in.</summary>
public static class QueryContainers
{
    /// <summary>The state of one container, as it is now.</summary>
    public static ContainerState State(string stateRoot, string id) => throw new NotSupportedException();

    /// <summary>All containers under a state root, by id; what cannot be read is passed to <paramref name="warn"/> and left out.</summary>
    public static IReadOnlyList<ContainerState> List(string stateRoot, Action<string> warn) => throw new NotSupportedException();
}
