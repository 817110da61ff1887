using System;
using System.Collections.Generic;
using System.IO;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Planning;
using Oci.Runtime.Systemd;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Planning;

/// <summary>
/// One example of a plan: the configuration in its directory below Plans, on a machine that is made up here.
/// </summary>
internal sealed record PlanCase(string Name, HostFacts Host, LaunchRequest Request)
{
    private static readonly LaunchRequest Create = new("ID", "/bundle", "/run/ociruntime");

    private static readonly CgroupHierarchy Unified = new("/sys/fs/cgroup", "", "/", "/", IsV2: true);

    private static readonly CgroupHierarchy[] Version1 =
    [
        new("/sys/fs/cgroup/systemd", "name=systemd", "/", "/", IsV2: false),
        new("/sys/fs/cgroup/cpu,cpuacct", "cpu,cpuacct", "/", "/", IsV2: false),
        new("/sys/fs/cgroup/devices", "devices", "/", "/", IsV2: false),
    ];

    private static readonly SystemdFacts Systemd = new(IsUser: false, ControlGroup: "", Version: 252);

    private static readonly HostFacts RootOnV2 = Root(new CgroupLayout(CgroupKind.Unified, [Unified]));
    private static readonly HostFacts RootOnV1 = Root(new CgroupLayout(CgroupKind.V1, [.. Version1]));
    private static readonly HostFacts RootWithoutCgroups = Root(new CgroupLayout(CgroupKind.None, []));

    private static readonly HostFacts RootOnHybrid = Root(new CgroupLayout(
        CgroupKind.Hybrid, [.. Version1, Unified with { MountPoint = "/sys/fs/cgroup/unified" }]));

    private static readonly HostFacts User = RootOnV2 with { Uid = 1000, Gid = 1000, OwnsMachine = false };

    public static IReadOnlyList<PlanCase> All { get; } =
    [
        new("default", RootOnV2, Create),
        new("default-on-v1", RootOnV1, Create),
        new("default-on-hybrid", RootOnHybrid, Create),
        new("user-namespace", RootOnV2, Create),
        new("ordinary-user", User, Create),
        new("ordinary-user-with-many-ids", User, Create),
        new("ordinary-user-with-delegated-cgroup", User with
        {
            Grants = [new(Unified, "/sys/fs/cgroup/mine/ID", null, "/sys/fs/cgroup/mine")],
        }, Create),
        new("joined-namespaces", RootOnV2, Create),
        new("joined-user-namespace", RootOnV2, Create),
        new("time", RootOnV2, Create),
        new("no-mount-namespace", RootOnV1, Create),
        new("mounts-without-mount-namespace", RootOnV2, Create),
        new("shared-root-without-mount-namespace", RootOnV1, Create),
        new("bound-dev", RootOnV2, Create),
        new("devices", RootOnV2, Create),
        new("devices-in-user-namespace", RootOnV2, Create),
        new("systemd", RootOnV2 with { Systemd = Systemd }, Create),
        new("systemd-on-hybrid", RootOnHybrid with { Systemd = Systemd }, Create),
        new("systemd-of-user", User with
        {
            Systemd = new SystemdFacts(IsUser: true, "/user.slice/user-1000.slice/user@1000.service", 252),
        }, Create),
        new("id-mapped-mounts", RootOnV2, Create),
        new("id-mapped-mounts-in-user-namespace", RootOnV2, Create),
        new("network-devices", RootOnV2, Create),
        new("resctrl", RootOnV2, Create),
        new("process", RootOnV2, Create),
        new("run", RootOnV2, Create with
        {
            StartsAtOnce = true, NoPivot = true, NoNewKeyring = true, PreserveFds = 2, ConsoleSocket = "/run/console.sock",
        }),
        new("read-only", RootOnV2, Create),
        new("shared-root", RootOnV2, Create),
        new("thread", RootOnV1, Create),
        new("thread-in-user-namespace", RootOnV2, Create),
        new("seccomp", RootOnV2, Create),
        new("seccomp-with-agent", RootOnV2, Create),
        new("limits", RootOnV2, Create),
        new("limits-on-v1", RootOnV1, Create),
        new("no-process", RootWithoutCgroups, Create),
        new("hooks", RootOnV2, Create),
        new("hooks-of-run", RootOnV2, Create with { StartsAtOnce = true }),
    ];

    public static TheoryData<string> Names
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (PlanCase example in All)
                names.Add(example.Name);
            return names;
        }
    }

    public static PlanCase Of(string name)
    {
        foreach (PlanCase example in All)
        {
            if (example.Name == name)
                return example;
        }
        throw new ArgumentException($"no plan is called {name}");
    }

    /// <summary>The directory with all examples, in the source tree.</summary>
    public static string Directory { get; } = FindDirectory();

    public string ConfigFile => Path.Combine(Directory, Name, "config.json");

    public string PlanFile => Path.Combine(Directory, Name, "plan.txt");

    public LaunchPlan Plan() => Plan(isTraced: false);

    public LaunchPlan Plan(bool isTraced)
    {
        ContainerSpec spec = ConfigJson.Read(File.ReadAllBytes(ConfigFile), ConfigFile);
        return Planner.Plan(spec, Host, Request with { IsTraced = isTraced });
    }

    private static HostFacts Root(CgroupLayout cgroups) => new(cgroups, 0, 0, OwnsMachine: true);

    private static string FindDirectory()
    {
        for (string? place = AppContext.BaseDirectory; place is not null; place = Path.GetDirectoryName(place))
        {
            string plans = Path.Combine(place, "tests", "Oci.Runtime.Tests", "Plans");
            if (System.IO.Directory.Exists(plans))
                return plans;
        }
        throw new DirectoryNotFoundException("tests/Oci.Runtime.Tests/Plans is not above the test program");
    }
}
