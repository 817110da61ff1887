using System;
using Oci.Runtime.State;
using Oci.Spec;

namespace Oci.Hostile.Tests.Fuzz;

/// <summary>A record with everything that one can have.</summary>
internal static class SampleRecord
{
    public static byte[] Bytes { get; } = new ContainerRecord
    {
        Id = "a",
        OciVersion = "1.3.0",
        Bundle = "/bundle",
        Rootfs = "/rootfs",
        Created = DateTimeOffset.UnixEpoch.AddDays(1),
        Phase = RecordPhase.Created,
        Maker = new ProcessIdentity(123, 456),
        Init = new ProcessIdentity(12345, 67890),
        SharesPids = true,
        KeepsKeyring = true,
        Cgroups = [new CgroupDirectory("/cgroup/a", 12, CgroupRole.Own), new CgroupDirectory("/cgroup", 13, CgroupRole.Parent)],
        Unit = new UnitRecord("a.scope", IsUser: false, "container a"),
        Resctrl = [new ResctrlDirectory("/resctrl/a", 21)],
        ResctrlGroup = "/resctrl/a",
        RootMount = new HostMount("/run/a/mounts", 4294967297),
        Annotations = [new NamedValue("b", "c")],
        Hooks = new KeptHooks(true, [new HookSpec { Path = "/c", Args = ["c", "d"], Env = ["E=f"], TimeoutSeconds = 1 }],
            [new HookSpec { Path = "/g" }]),
    }.ToJson();
}
