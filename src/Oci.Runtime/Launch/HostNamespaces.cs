using System;
using Oci.Runtime.Interop;
using Oci.Spec;
using Oci.Spec.Json;

namespace Oci.Runtime.Launch;

/// <summary>A namespace that is joined by path may be the host's own; a sysctl set in it would be the host's.</summary>
internal static class HostNamespaces
{
    public static void RefuseSysctls(ContainerSpec spec)
    {
        foreach (NamedValue sysctl in spec.Linux?.Sysctl ?? [])
        {
            if (KindOf(SysctlName.PathOf(sysctl.Name)) is not { } kind || !IsHosts(spec.Linux!, kind))
                continue;
            throw new RuntimeFailure(
                "set sysctl", sysctl.Name, $"the {kind.SpecName()} namespace is the host's own",
                $"/linux/sysctl/{JsonPointer.Escape(sysctl.Name)}") { Code = FailureCode.ConfigInvalid };
        }
    }

    private static NamespaceKind? KindOf(string path) => path switch
    {
        _ when path.StartsWith("net/", StringComparison.Ordinal) => NamespaceKind.Network,
        _ when path.StartsWith("fs/mqueue/", StringComparison.Ordinal) => NamespaceKind.Ipc,
        "kernel/domainname" => NamespaceKind.Uts,
        _ when path.StartsWith("kernel/", StringComparison.Ordinal) => NamespaceKind.Ipc,
        _ => null,
    };

    private static bool IsHosts(LinuxSpec linux, NamespaceKind kind)
    {
        foreach (NamespaceSpec name in linux.Namespaces)
        {
            if (name.Kind != kind || name.Path is null)
                continue;
            string file = kind switch { NamespaceKind.Network => "net", NamespaceKind.Ipc => "ipc", _ => "uts" };
            using Fd ours = Files.Open($"/proc/self/ns/{file}", Files.PathOnly);
            using Fd? theirs = Files.TryOpen(name.Path, Files.PathOnly, out _);
            return theirs is not null && Files.Status(theirs, name.Path).IsSameFileAs(Files.Status(ours, file));
        }
        return false;
    }
}
