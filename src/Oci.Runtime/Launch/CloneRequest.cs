using System;
using Oci.Runtime.Interop;
using Oci.Spec;

namespace Oci.Runtime.Launch;

/// <summary>The namespaces of init: which are made, which are joined.</summary>
/// <param name="NewNamespaces">CLONE_NEW… flags for clone3(2). The cgroup namespace is made later, by init
/// itself.</param>
/// <param name="TimeOffsets">The text for /proc/self/timens_offsets, null without offsets.</param>
internal sealed record CloneRequest(
    ulong NewNamespaces, ValueList<JoinedNamespace> Joined, bool NewTime, string? TimeOffsets, bool BecomesRoot)
{
    /// <summary>Nobody in the container may look into init from its first instruction on.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The kinds of namespaces of a container that a process of its own is put into; CLONE_NEW… flags.</summary>
    public ulong OfContainer { get; init; }

    /// <summary>The capabilities that the process keeps when it enters the mounts of a container at once.</summary>
    public ulong Capabilities { get; init; } = ulong.MaxValue;

    /// <summary>
    /// Whether what is joined or made is entered by children only, or must be joined in a certain order.
    /// </summary>
    public bool IsTwice => NewTime || Joined.Count > 0 || EntersMounts;

    /// <summary>
    /// The container's mounts are entered at once. Then the process is not seen in the container before it is in them: it is the
    /// second clone's number alone that is of the container's pid namespace.
    /// </summary>
    public bool EntersMounts => (OfContainer & NamespaceFlags.Of(NamespaceKind.Mount)) != 0;
}

/// <summary>An existing namespace to join.</summary>
internal sealed record JoinedNamespace(string Property, NamespaceKind Kind, string Path);

/// <summary>CLONE_NEW… of clone(2), by kind.</summary>
internal static class NamespaceFlags
{
    public static ReadOnlySpan<NamespaceKind> All =>
    [
        NamespaceKind.User, NamespaceKind.Pid, NamespaceKind.Network, NamespaceKind.Ipc, NamespaceKind.Uts,
        NamespaceKind.Cgroup, NamespaceKind.Time, NamespaceKind.Mount,
    ];

    /// <summary>Its name below <c>/proc/PID/ns</c>.</summary>
    public static string FileOf(NamespaceKind kind) => kind switch
    {
        NamespaceKind.Network => "net",
        NamespaceKind.Mount => "mnt",
        _ => kind.SpecName(),
    };

    public static ulong Of(NamespaceKind kind) => kind switch
    {
        NamespaceKind.Time => 0x80,
        NamespaceKind.Mount => 0x20000,
        NamespaceKind.Cgroup => 0x02000000,
        NamespaceKind.Uts => 0x04000000,
        NamespaceKind.Ipc => 0x08000000,
        NamespaceKind.User => 0x10000000,
        NamespaceKind.Pid => 0x20000000,
        NamespaceKind.Network => 0x40000000,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}

/// <summary>Open namespaces, checked to be of the kind that config.json says.</summary>
internal sealed class JoinedNamespaces : IDisposable
{
    private readonly Fd[] _files;

    private JoinedNamespaces(Fd[] files, int[] numbers, int count, int user) =>
        (_files, Numbers, Count, User) = (files, numbers, count, user);

    /// <summary>
    /// Descriptors of all but the user namespace; the mount namespace last, since paths change with it.
    /// </summary>
    public int[] Numbers { get; }

    public int Count { get; }

    /// <summary>The user namespace, or -1.</summary>
    public int User { get; }

    public static JoinedNamespaces Open(ValueList<JoinedNamespace> joined)
    {
        var files = new Fd[joined.Count];
        // One more than needed: an empty array has no address.
        var numbers = new int[joined.Count + 1];
        int count = 0, user = -1, mount = -1;
        for (int i = 0; i < joined.Count; i++)
        {
            files[i] = Open(joined[i]);
            if (joined[i].Kind == NamespaceKind.User)
                user = files[i].Value;
            else if (joined[i].Kind == NamespaceKind.Mount)
                mount = files[i].Value;
            else
                numbers[count++] = files[i].Value;
        }
        if (mount >= 0)
            numbers[count++] = mount;
        return new JoinedNamespaces(files, numbers, count, user);
    }

    private static Fd Open(JoinedNamespace joined)
    {
        // Not blocking: the path may be a fifo.
        Fd? file = Files.TryOpen(joined.Path, Files.ReadOnly | Files.NonBlocking, out int errno);
        if (file is null)
            throw KernelFailure.Of(errno, "open namespace", joined.Path).For(joined.Property);
        ulong? type = Processes.NamespaceType(file);
        if (type == NamespaceFlags.Of(joined.Kind))
            return file;
        file.Dispose();
        string what = type is null ? "is not a namespace" : "is a namespace of another kind";
        throw new RuntimeFailure($"join {joined.Kind.SpecName()} namespace", joined.Path, what, joined.Property);
    }

    public void Dispose()
    {
        foreach (Fd file in _files)
            file?.Dispose();
    }
}
