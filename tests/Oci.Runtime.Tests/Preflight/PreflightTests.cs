using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Planning;
using Oci.Runtime.Preflight;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Preflight;

/// <summary>What a bundle needs, compared with machines that are made up.</summary>
public sealed class PreflightTests
{
    private const string Maps = """[{"containerID": 0, "hostID": 100000, "size": 1000}]""";

    private static readonly HostFacts Root = new(
        new CgroupLayout(CgroupKind.Unified, [new CgroupHierarchy("/sys/fs/cgroup", "", "/me", "/", IsV2: true)]),
        Uid: 0, Gid: 0, OwnsMachine: true);

    private static readonly HostFacts User = Root with { Uid = 1000, Gid = 1000, OwnsMachine = false };

    private readonly FakeHost _host = FakeHost.Usual();

    private readonly JsonObject _config = JsonNode.Parse("""
        {
          "ociVersion": "1.3.0",
          "root": { "path": "rootfs" },
          "process": { "cwd": "/", "args": ["a"], "user": { "uid": 0, "gid": 0 } },
          "mounts": [{ "destination": "/proc", "type": "proc", "source": "proc" }],
          "linux": { "namespaces": [{ "type": "mount" }, { "type": "pid" }] }
        }
        """)!.AsObject();

    [Fact]
    public void Where_all_is_there_nothing_is_found_and_nothing_else_is_asked()
    {
        Assert.Empty(Check());
        Assert.Equal(["/bundle/rootfs"], _host.Asked);
    }

    [Fact]
    public void Namespaces_that_every_kernel_should_have_are_only_asked_for_when_there_is_time()
    {
        _host.Without("/proc/self/ns/pid");
        Assert.Empty(Check());
        Assert.Equal("/linux/namespaces/1", Assert.Single(Plan(isThorough: true).Missing).Pointer);
    }

    [Fact]
    public void Everything_that_is_missing_is_found_at_once()
    {
        Mount("""{ "destination": "/a", "source": "/no/such", "options": ["ro", "rbind"] }""");
        Namespace("""{ "type": "time" }""");
        _host.Without("/bundle/rootfs").Without("/proc/self/ns/time");
        Finds(
            "/linux/namespaces/2: make a namespace of type time: the kernel has none (leave it out, or use a kernel with CONFIG_TIME_NS)",
            "/root/path: use the rootfs /bundle/rootfs: no such file or directory (ENOENT) (a relative root.path begins at the bundle)",
            "/mounts/1: bind mount /no/such: no such file or directory (ENOENT) (make it, or leave the mount on /a out)");
    }

    [Fact]
    public void One_finding_is_a_failure_like_any_other_and_several_are_one_exception()
    {
        _host.Without("/bundle/rootfs");
        var one = Assert.Throws<RuntimeFailure>(() => Plan().Complete("/bundle/config.json"));
        Assert.Equal(("/root/path", "/bundle/rootfs", 2), (one.Pointer, one.Subject, one.Errno));

        Mount("""{ "destination": "/a", "source": "/no/such", "options": ["bind"] }""");
        var several = Assert.Throws<LackingHostException>(() => Plan().Complete("/bundle/config.json"));
        Assert.Equal(["/root/path", "/mounts/1"], several.Problems.Select(problem => problem.Pointer));
    }

    [Fact]
    public void What_cannot_be_planned_is_found_beside_the_rest()
    {
        Set("linux/cgroupsPath", "\"/me\"");
        Set("hooks", """{ "poststop": [{ "path": "/no/hook" }] }""");
        Assert.Equal(["/linux/cgroupsPath", "/hooks/poststop/0/path"], Check().Select(finding => finding.Pointer));
    }

    [Fact]
    public void A_rootfs_is_a_directory()
    {
        _host.Text("/bundle/rootfs", "");
        Finds("/root/path: use the rootfs /bundle/rootfs: not a directory (ENOTDIR)");
    }

    [Fact]
    public void Sources_that_mean_something_else_to_init_are_left_to_it()
    {
        Mount("""{ "destination": "/a", "source": "/proc/self/fd/7", "options": ["bind"] }""");
        Mount("""{ "destination": "/b", "source": "rootfs/made/by/an/earlier/mount", "options": ["bind"] }""");
        Assert.Empty(Check());
    }

    [Fact]
    public void In_a_mount_namespace_that_is_joined_paths_are_not_ours()
    {
        Set("linux/namespaces", """[{ "type": "mount", "path": "/ns" }]""");
        Mount("""{ "destination": "/a", "source": "/no/such", "options": ["bind"] }""");
        _host.Namespace("/ns", 0x20000).Without("/bundle/rootfs");
        Assert.Empty(Check());
    }

    [Fact]
    public void A_namespace_to_join_is_there_and_of_its_kind()
    {
        Set("linux/namespaces", """
            [{ "type": "mount" }, { "type": "pid", "path": "/gone" }, { "type": "ipc", "path": "/file" }, { "type": "uts", "path": "/ipc" }]
            """);
        _host.Namespace("/file", null).Namespace("/ipc", 0x08000000);
        Finds(
            "/linux/namespaces/1/path: open namespace /gone: no such file or directory (ENOENT) "
                + "(a namespace is gone when its last process has ended, unless it is mounted)",
            "/linux/namespaces/2/path: join ipc namespace /file: is not a namespace",
            "/linux/namespaces/3/path: join uts namespace /ipc: is a namespace of another kind");
    }

    [Fact]
    public void Without_rights_a_user_namespace_is_needed()
    {
        _host.EffectiveCapabilities = 0;
        Finds(
            User,
            "/linux/namespaces: make namespaces: it takes CAP_SYS_ADMIN "
                + "(run as root, or add a user namespace with id mappings; see ociruntime spec --rootless)");
        MapOwnId();
        Assert.Empty(Check(User));
    }

    [Theory]
    [InlineData("/proc/sys/user/max_user_namespaces", "0\n", "user.max_user_namespaces is 0")]
    [InlineData("/proc/sys/kernel/unprivileged_userns_clone", "0\n", "kernel.unprivileged_userns_clone is 0")]
    [InlineData("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n", "AppArmor lets only programs with a profile use one")]
    public void A_machine_may_refuse_user_namespaces(string file, string text, string reason)
    {
        _host.EffectiveCapabilities = 0;
        _host.Text("/proc/self/attr/apparmor/current", "unconfined\n").Text(file, text);
        MapOwnId();
        PreflightFinding finding = Assert.Single(Check(User));
        Assert.Equal(("/linux/namespaces/2", reason), (finding.Pointer, finding.Reason));
    }

    [Fact]
    public void A_user_maps_ids_that_were_given_to_him_by_programs_that_are_there()
    {
        const string NotInstalled =
            "the program is not installed (install the package uidmap, or map only your own id)";
        UserNamespace(Maps);
        _host.Text("/etc/passwd", "eve:x:1000:1000::/:\n").Text("/etc/subuid", "eve:100000:1000\n");
        Finds(
            User,
            $"/linux/uidMappings: map ids with newuidmap: {NotInstalled}",
            $"/linux/gidMappings: map ids with newgidmap: {NotInstalled}",
            "/linux/gidMappings/0: map id 100000: /etc/subgid does not give it to eve "
                + "(add a line such as eve:100000:65536 to it, or map other ids)");

        _host.Text("/usr/bin/newuidmap", "").Text("/usr/bin/newgidmap", "").Text("/etc/subgid", "1000:100000:500\neve:100500:500\n");
        Assert.Empty(Check(User));
    }

    [Fact]
    public void A_users_limits_need_controllers_that_are_handed_down()
    {
        var hierarchy = new CgroupHierarchy("/cgroup", "", "/mine", "/", IsV2: true);
        HostFacts user = User with
        {
            Cgroups = new CgroupLayout(CgroupKind.Unified, [hierarchy]),
            Grants = [new CgroupGrant(hierarchy, "/cgroup/mine/ID", null, "/cgroup/mine")],
        };
        MapOwnId();
        Set("linux/resources", """{ "memory": { "limit": 1048576 }, "pids": { "limit": 5 } }""");
        _host.Text("/cgroup/mine/cgroup.controllers", "cpu pids\n").Text("/cgroup/mine/cgroup.type", "domain\n")
            .Text("/cgroup/mine/cgroup.procs", "12\n").Text("/cgroup/mine/cgroup.subtree_control", "cpu\n");
        Finds(
            user,
            "/linux/resources/memory/limit: use the cgroup controller memory: it was not handed down to /cgroup/mine "
                + "(leave the limit out, or have systemd hand it down: Delegate= of user@.service)",
            "/linux/resources/pids/limit: use the cgroup controller pids: /cgroup/mine has processes in it, and so cannot hand it down "
                + "(move them into a cgroup below it, or leave the limit out)");

        _host.Text("/cgroup/mine/cgroup.controllers", "memory pids\n").Text("/cgroup/mine/cgroup.procs", "");
        Assert.Empty(Check(user));
    }

    [Fact]
    public void Where_the_name_service_gives_ids_the_files_say_nothing()
    {
        UserNamespace(Maps);
        _host.Text("/usr/bin/newuidmap", "").Text("/usr/bin/newgidmap", "").Text("/etc/nsswitch.conf", "passwd: files\nsubid: sss\n");
        Assert.Empty(Check(User));
    }

    [Fact]
    public void Root_of_a_user_namespace_maps_what_is_mapped_there()
    {
        UserNamespace(Maps);
        _host.Text("/proc/self/uid_map", "         0     500000     101000\n").Text("/proc/self/gid_map", "0 500000 65536\n");
        Finds(
            Root with { OwnsMachine = false },
            "/linux/gidMappings/0: map id 100000: it is not mapped in our own user namespace (see /proc/self/gid_map)");
    }

    [Fact]
    public void In_a_user_namespace_the_hosts_devices_are_needed()
    {
        UserNamespace(Maps);
        _host.Without("/dev/full").Device("/dev/zero", 1, 6);
        Assert.Equal(
            ["bind the host's device /dev/zero is not device c 1:5", "bind the host's device /dev/full no such file or directory (ENOENT)"],
            Check().Select(finding => $"{finding.Operation} {finding.Subject} {finding.Reason}"));
    }

    [Theory]
    [InlineData("tmpfs", null, true)]
    [InlineData("fuse.sshfs", "nodev\tfuse\n", true)]
    [InlineData("nonsensefs", "nodev\tproc\n\text4\n", false)]
    [InlineData("ext", "\text4\n", false)]
    [InlineData("nonsensefs", null, true)]
    public void A_file_system_is_in_the_kernel(string type, string? known, bool isFine)
    {
        Mount($$"""{ "destination": "/a", "type": "{{type}}", "source": "x" }""");
        if (known is not null)
            _host.Text("/proc/filesystems", known);
        Assert.Equal(isFine, Check().Count == 0);
    }

    [Theory]
    [InlineData("alias fs-ext3 ext4\n", "0", true)]
    [InlineData("alias fs-ext4 ext4\n", "0", false)]
    [InlineData(null, "0", true)]
    [InlineData("alias fs-ext3 ext4\n", "1", false)]
    public void Or_in_a_module_that_it_may_load(string? aliases, string isDisabled, bool isFine)
    {
        Mount("""{ "destination": "/a", "type": "ext3", "source": "x" }""");
        _host.Text("/proc/filesystems", "\text4\n").Text("/proc/sys/kernel/modprobe", "/sbin/modprobe\n")
            .Text("/proc/sys/kernel/osrelease", "6.1\n").Text("/proc/sys/kernel/modules_disabled", isDisabled);
        if (aliases is not null)
            _host.Text("/lib/modules/6.1/modules.alias", aliases);
        Assert.Equal(isFine, Check().Count == 0);
    }

    [Fact]
    public void Hooks_outside_of_the_container_can_be_executed()
    {
        Set("hooks", """
            { "createRuntime": [{ "path": "/hook" }, { "path": "/no/hook" }], "startContainer": [{ "path": "/inside" }] }
            """);
        _host.Text("/hook", "");
        Finds("/hooks/createRuntime/1/path: run the hook /no/hook: no such file or directory (ENOENT) (make it, or leave the hook out)");
    }

    [Theory]
    [InlineData("process/apparmorProfile", "\"p\"", "/process/apparmorProfile")]
    [InlineData("process/selinuxLabel", "\"l\"", "/process/selinuxLabel")]
    [InlineData("linux/mountLabel", "\"l\"", "/linux/mountLabel")]
    [InlineData("linux/seccomp", """{ "defaultAction": "SCMP_ACT_ALLOW" }""", "/linux/seccomp")]
    [InlineData("linux/intelRdt", """{ "closID": "c" }""", "/linux/intelRdt")]
    public void A_part_of_the_kernel_that_is_asked_for_is_there(string path, string json, string pointer)
    {
        Set(path, json);
        _host.Text("/proc/self/mountinfo", "1 2 0:3 / /proc rw - proc proc rw\n").Text("/proc/filesystems", "nodev\tproc\n");
        Assert.Equal([pointer], Check().Select(finding => finding.Pointer));

        _host.Text("/sys/module/apparmor/parameters/enabled", "Y\n").Text("/proc/filesystems", "nodev\tselinuxfs\n")
            .Text("/proc/sys/kernel/seccomp/actions_avail", "errno log allow\n")
            .Text("/proc/self/mountinfo", "1 2 0:3 / /sys/fs/resctrl rw - resctrl resctrl rw\n");
        Assert.Empty(Check());
    }

    [Fact]
    public void Seccomp_asks_for_actions_flags_and_a_listener()
    {
        Set("linux/seccomp", """
            {
              "defaultAction": "SCMP_ACT_KILL", "flags": ["SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"],
              "listenerPath": "/listener", "syscalls": [{ "names": ["x"], "action": "SCMP_ACT_NOTIFY" }]
            }
            """);
        _host.Text("/proc/sys/kernel/seccomp/actions_avail", "kill_process kill_thread trap errno trace log allow\n");
        _host.KnownSeccompFlags = 1 | 2 | 4 | 8;
        string[] pointers = ["/linux/seccomp/syscalls/0/action", "/linux/seccomp/flags/1", "/linux/seccomp/listenerPath"];
        Assert.Equal(pointers, Check().Select(finding => finding.Pointer));

        _host.Socket("/listener");
        Assert.Equal(pointers[..2], Check().Select(finding => finding.Pointer));
    }

    [Fact]
    public void A_console_socket_is_a_socket()
    {
        Set("process/terminal", "true");
        Assert.Equal("no such file or directory (ENOENT)", Assert.Single(Check(console: "/console")).Reason);
        _host.Text("/console", "");
        Assert.Equal("is not a socket", Assert.Single(Check(console: "/console")).Reason);
        _host.Socket("/console");
        Assert.Empty(Check(console: "/console"));
    }

    [Fact]
    public void Mapped_ids_of_a_mount_take_a_call_of_the_kernel()
    {
        Mount($$"""
            {
              "destination": "/a", "source": "/bundle/rootfs", "options": ["bind"],
              "uidMappings": {{Maps}}, "gidMappings": {{Maps}}
            }
            """);
        _host.HasMountSetAttributes = false;
        Finds("/mounts/1/uidMappings: map the ids of /a: function not implemented (ENOSYS) (it takes Linux 5.12)");
    }

    [Theory]
    [InlineData("memory", """{ "limit": 4096 }""", "memory")]
    [InlineData("cpu", """{ "shares": 100 }""", "cpu")]
    [InlineData("cpu", """{ "cpus": "0" }""", "cpuset")]
    [InlineData("pids", """{ "limit": 10 }""", "pids")]
    [InlineData("blockIO", """{ "weight": 100 }""", "io")]
    [InlineData("hugepageLimits", """[{ "pageSize": "2MB", "limit": 1 }]""", "hugetlb")]
    [InlineData("rdma", """{ "mlx": { "hcaHandles": 1 } }""", "rdma")]
    public void A_limit_takes_its_controller(string name, string json, string controller)
    {
        Set("linux/resources", $$"""{ "{{name}}": {{json}} }""");
        _host.Text("/sys/fs/cgroup/cgroup.controllers", "misc\n");
        PreflightFinding finding = Assert.Single(Check());
        Assert.Equal(($"/linux/resources/{name}", controller), (finding.Pointer, finding.Subject));

        _host.Text("/sys/fs/cgroup/cgroup.controllers", $"misc {controller}\n");
        Assert.Empty(Check());
        var hierarchy = new CgroupHierarchy("/c", "misc", "/me", "/", IsV2: false);
        HostFacts v1 = Root with { Cgroups = new CgroupLayout(CgroupKind.V1, [hierarchy]) };
        Assert.Equal("its hierarchy is not mounted", Assert.Single(Check(v1)).Reason);
    }

    [Fact]
    public void What_is_no_limit_takes_no_controller()
    {
        Set("linux/resources", """{ "memory": { "limit": -1 }, "pids": { "limit": -1 }, "cpu": {} }""");
        _host.Text("/sys/fs/cgroup/cgroup.controllers", "misc\n");
        Assert.Empty(Check());
    }

    private void Set(string path, string json)
    {
        string[] names = path.Split('/');
        JsonNode node = _config;
        foreach (string name in names[..^1])
            node = node[name]!;
        node[names[^1]] = JsonNode.Parse(json);
    }

    private void Mount(string json) => _config["mounts"]!.AsArray().Add(JsonNode.Parse(json));

    private void Namespace(string json) => _config["linux"]!["namespaces"]!.AsArray().Add(JsonNode.Parse(json));

    private void MapOwnId() => UserNamespace("""[{"containerID": 0, "hostID": 1000, "size": 1}]""");

    private void UserNamespace(string maps)
    {
        Namespace("""{ "type": "user" }""");
        Set("linux/uidMappings", maps);
        Set("linux/gidMappings", maps);
    }

    private void Finds(params string[] findings) => Finds(Root, findings);

    private void Finds(HostFacts facts, params string[] findings) =>
        Assert.Equal(findings, Check(facts).Select(finding => finding.ToString()));

    private IReadOnlyList<PreflightFinding> Check(HostFacts? facts = null, string? console = null) =>
        Plan(facts, console).Missing;

    private CheckedPlan Plan(HostFacts? facts = null, string? console = null, bool isThorough = false)
    {
        ContainerSpec spec = ConfigJson.Read(Encoding.UTF8.GetBytes(_config.ToJsonString()), "/bundle/config.json");
        var request = new LaunchRequest("ID", "/bundle", "/run/ociruntime") { ConsoleSocket = console };
        return CheckedPlan.Of(spec, facts ?? Root, request, _host, isThorough);
    }
}
