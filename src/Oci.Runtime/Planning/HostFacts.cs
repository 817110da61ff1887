using System;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Oci.Runtime.Systemd;

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
