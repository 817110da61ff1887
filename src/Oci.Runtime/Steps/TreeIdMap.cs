using System.Collections.Generic;
using System.Globalization;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>
/// How the owners of files show at a mount (config.md, <c>uidMappings</c>, options <c>idmap</c> and <c>ridmap</c>).
/// </summary>
/// <param name="Users">Ids of the source, and what they show as; empty for the map of the container's user
/// namespace.</param>
/// <param name="Recursive">Maps the mounts below it as well.</param>
/// <param name="Propagation">What the mounts of the container are made before anything is bound; a tree that is opened
/// earlier is cut off from the host's here.</param>
internal sealed record TreeIdMap(
    ValueList<IdMapping> Users, ValueList<IdMapping> Groups, bool Recursive, string Propagation)
{
    public string Describe() => Users.Count == 0
        ? "with the id map of the container's user namespace"
        : $"with its ids mapped: users {Text(Users)}; groups {Text(Groups)}";

    private static string Text(ValueList<IdMapping> maps)
    {
        var parts = new List<string>();
        foreach (IdMapping map in maps)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{map.ContainerId} shows as {map.HostId} ({map.Size})"));
        return string.Join(", ", parts);
    }

    /// <summary>The user namespace with this map.</summary>
    public Fd OpenNamespace(LaunchContext context, string property) => Users.Count == 0
        ? context.OpenUserNamespaceOfInit()
        : context.IdMaps.Of(context.Proc, Users, Groups, property);

    /// <summary>Maps a detached tree, in the mount namespace that it comes from.</summary>
    public void Apply(LaunchContext context, Fd tree, Fd userNamespace, string path)
    {
        (MountPropagation value, bool recursive) = MountOptions.ParsePropagation(Propagation);
        Mounts.SetAttributes(tree, 0, 0, value, recursive, path);
        if (!Mounts.TryMapIds(tree, userNamespace, Recursive, out int errno))
            throw KernelFailure.Of(errno, "map the ids of", path, HintOf(errno, context.Proc, path));
    }

    private string? HintOf(int errno, Fd proc, string path) => errno switch
    {
        Errno.EINVAL => $"its file system, {MountTable.FileSystemOf(proc, path) ?? "of an unknown type"}"
            + $"{(Recursive ? ", or one that is mounted below it," : "")} does not support mapped ids",
        Errno.EPERM => "its ids are mapped already, or its file system belongs to another user namespace",
        _ => null,
    };

    public void Write(StepWriter writer)
    {
        writer.Text("users", Text(Users));
        writer.Text("groups", Text(Groups));
        writer.Flag("mapsRecursively", Recursive);
        writer.Text("propagation", Propagation);
    }
}
