using System.Collections.Generic;

namespace Oci.Spec;

/// <summary>The names of namespaces in documents.</summary>
internal static class NamespaceNames
{
    /// <summary>The names of all kinds.</summary>
    public static IEnumerable<string> All
    {
        get
        {
            for (NamespaceKind kind = NamespaceKind.Pid; kind <= NamespaceKind.Time; kind++)
                yield return kind.SpecName();
        }
    }

    public static string SpecName(this NamespaceKind kind) => kind switch
    {
        NamespaceKind.Pid => "pid",
        NamespaceKind.Network => "network",
        NamespaceKind.Mount => "mount",
        NamespaceKind.Ipc => "ipc",
        NamespaceKind.Uts => "uts",
        NamespaceKind.User => "user",
        NamespaceKind.Cgroup => "cgroup",
        _ => "time",
    };

    /// <summary>The kind with that name; one of the known names must be given.</summary>
    internal static NamespaceKind Kind(string name) => name switch
    {
        "pid" => NamespaceKind.Pid,
        "network" => NamespaceKind.Network,
        "mount" => NamespaceKind.Mount,
        "ipc" => NamespaceKind.Ipc,
        "uts" => NamespaceKind.Uts,
        "user" => NamespaceKind.User,
        "cgroup" => NamespaceKind.Cgroup,
        _ => NamespaceKind.Time,
    };
}
