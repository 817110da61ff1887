using System;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Oci.Runtime.Lifecycle;
using Oci.Runtime.Systemd;
using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>What the planner needs to know of the machine and the caller: asked once, then a value.</summary>
/// <param name="Uid">Our effective user id.</param>
/// <param name="Gid">Our effective group id.</param>
/// <param name="OwnsMachine">Root of the initial user namespace: may make device nodes and write any id map.</param>
internal sealed record HostFacts(CgroupLayout Cgroups, uint Uid, uint Gid, bool OwnsMachine)
{
    /// <summary>What we may do, and so can let a container do.</summary>
    public ulong Capabilities { get; init; } = ulong.MaxValue;

    /// <summary>The systemd that cgroups are made through; null when we make them ourselves.</summary>
    public SystemdFacts? Systemd { get; init; }

    /// <summary>
    /// What the caller may do in the hierarchies that containers have cgroups in; null where nobody had to ask: the
    /// owner of the machine may do everything, anyone else nothing.
    /// </summary>
    public ValueList<CgroupGrant>? Grants { get; init; }

    /// <summary>setgroups(2) is denied in our user namespace, and so in those below it (user_namespaces(7)).</summary>
    public bool DeniesGroups { get; init; }

    /// <summary>A container without a cgroup of its own is a failure, even if it asks for no limit.</summary>
    public bool RequiresCgroups { get; init; }

    /// <summary>The caller wants no cgroup for the container.</summary>
    public bool DisablesCgroups { get; init; }

    /// <summary>With all that matters for one container.</summary>
    /// <param name="manager">Who makes its cgroup.</param>
    public static HostFacts ProbeFor(ContainerSpec spec, string id, CgroupManager manager, RootlessMode mode)
    {
        bool asksSystemd = manager == CgroupManager.Systemd;
        HostFacts facts = Probe(asksSystemd);
        if (manager == CgroupManager.Disabled)
            return facts with { Grants = [], DisablesCgroups = true };
        if (asksSystemd || (facts.OwnsMachine && mode != RootlessMode.Always))
            return facts;
        LinuxSpec linux = spec.Linux ?? new LinuxSpec();
        var grants = new CgroupGrants(linux.CgroupsPath, id, Files.CannotWrite);
        return facts with
        {
            Grants = grants.In(facts.Cgroups, facts.Uid == 0 || facts.IsRootInside(linux)),
            RequiresCgroups = mode == RootlessMode.Never,
        };
    }

    // Init is root of the user namespace when it joins its cgroup.
    private bool IsRootInside(LinuxSpec linux)
    {
        foreach (IdMapping map in linux.UidMappings)
        {
            if (map.ContainerId == 0)
                return map.HostId == Uid;
        }
        return true;
    }

    /// <param name="asksSystemd">Cgroups are to be made through systemd.</param>
    public static HostFacts Probe(bool asksSystemd = false)
    {
        using Fd proc = ProcFs.OpenHost();
        CgroupLayout cgroups = CgroupLayout.Parse(Read(proc, "self/mountinfo"), Read(proc, "self/cgroup"));
        uint uid = Processes.EffectiveUserId;
        bool ownsMachine = uid == 0 && IsInitialUserNamespace(Read(proc, "self/uid_map"));
        return new HostFacts(cgroups, uid, Processes.EffectiveGroupId, ownsMachine)
        {
            Systemd = asksSystemd ? SystemdFacts.Ask(isUser: !ownsMachine) : null,
            Capabilities = Processes.PermittedCapabilities(),
            DeniesGroups = uid == 0 && !ownsMachine && Read(proc, "self/setgroups").AsSpan().StartsWith("deny"u8),
        };
    }

    private static byte[] Read(Fd proc, string path)
    {
        using Fd file = Files.OpenAt(proc.Value, path, Files.ReadOnly);
        return Files.ReadAll(file, $"/proc/{path}");
    }

    /// <summary>The initial user namespace maps every id to itself (user_namespaces(7)).</summary>
    public static bool IsInitialUserNamespace(ReadOnlySpan<byte> uidMap)
    {
        Span<Range> fields = stackalloc Range[4];
        string line = System.Text.Encoding.ASCII.GetString(uidMap).Trim();
        int count = line.AsSpan().SplitAny(fields, " \t", StringSplitOptions.RemoveEmptyEntries);
        return count == 3 && line[fields[0]] == "0" && line[fields[1]] == "0" && line[fields[2]] == "4294967295";
    }
}
