using System.Linq;
using static System.StringComparison;

namespace Oci.Spec.Tests.Rules;

/// <summary>Examples for every rule, in the order of the rules.</summary>
internal static class RuleExamples
{
    /// <summary>Stands for MAPPED in the examples.</summary>
    private const string Mapped = """[{"containerID": 0, "hostID": 1000, "size": 10}]""";

    /// <summary>Stands for USER in the examples.</summary>
    private const string User = """[{"type": "mount"}, {"type": "user"}]""";

    public static readonly RuleExample[] All =
    [
        .. new[]
        {
            ContainerExamples(), NamespaceExamples(), MappingExamples(), DeviceExamples(), CgroupExamples(), LinuxExamples(),
            SeccompExamples(), ProcessExamples(), ResourcesExamples(),
        }.SelectMany(static examples => examples).Select(Expand),
    ];

    private static RuleExample[] ContainerExamples() =>
    [
        new("The version of the specification is 1.x.",
            """{"ociVersion": "1.99.0-rc.1+build"}""", """{"ociVersion": "2.0.0"}""", "/ociVersion"),
        new("The version of the specification is 1.x.",
            """{"ociVersion": "1.0.2-dev"}""", """{"ociVersion": "0.6.0"}""", "/ociVersion"),
        new("The version of the specification is 1.x.",
            """{"ociVersion": "1.0.0"}""", """{"ociVersion": "10.0.0"}""", "/ociVersion"),
        new("In a user namespace, mounts, devices and read-only and masked paths need a mount namespace.",
            """{"mounts": [{"destination": "/proc", "type": "proc"}], "root": {"readonly": true}, "linux": {"namespaces": []}}""",
            """
            {"mounts": [{"destination": "/proc", "type": "proc"}], "root": {"readonly": true},
             "linux": {"namespaces": [{"type": "user", "path": "/ns"}], "rootfsPropagation": "slave", "maskedPaths": ["/a"],
              "readonlyPaths": ["/b"], "devices": [{"path": "/dev/p", "type": "p"}]}}
            """,
            "/mounts", "/root/readonly", "/linux/rootfsPropagation", "/linux/maskedPaths", "/linux/readonlyPaths",
            "/linux/devices"),
        new("A bind mount has a source.",
            """{"mounts": [{"destination": "/a", "source": "a", "options": ["bind"]}, {"destination": "/b"}]}""",
            """{"mounts": [{"destination": "/a", "options": ["ro", "rbind"]}]}""", "/mounts/0"),
        new("A bind mount has a source.",
            """{"mounts": [{"destination": "/a", "source": "", "type": "tmpfs"}]}""",
            """{"mounts": [{"destination": "/a", "source": "", "options": ["bind"]}]}""", "/mounts/0"),
        new("Uid and gid mappings of a mount come together.",
            Mount(""" "options": ["bind", "idmap"], "uidMappings": MAPPED, "gidMappings": MAPPED """),
            Mount(""" "options": ["bind"], "uidMappings": MAPPED """), "/mounts/0/uidMappings"),
        new("Uid and gid mappings of a mount come together.",
            Mount(""" "options": ["bind"], "uidMappings": MAPPED, "gidMappings": MAPPED """),
            Mount(""" "options": ["bind"], "gidMappings": MAPPED """), "/mounts/0/gidMappings"),
        new("Only bind mounts map ids.",
            Mount(""" "options": ["rbind", "ridmap"], "uidMappings": MAPPED, "gidMappings": MAPPED """),
            Mount(""" "type": "tmpfs", "uidMappings": MAPPED, "gidMappings": MAPPED """), "/mounts/0"),
        new("A mount with the option idmap or ridmap has mappings.",
            """
            {"mounts": [{"destination": "/a", "source": "a", "options": ["bind", "idmap"]}],
             "linux": {"namespaces": USER, "uidMappings": MAPPED, "gidMappings": MAPPED}}
            """,
            Mount(""" "options": ["bind", "idmap"] """), "/mounts/0/options"),
    ];

    private static RuleExample[] NamespaceExamples() =>
    [
        new("A hostname needs a UTS namespace.",
            """{"hostname": "a"}""",
            """{"hostname": "a", "linux": {"namespaces": [{"type": "mount"}]}}""", "/hostname"),
        new("A hostname needs a UTS namespace.",
            """{"hostname": "a", "linux": {"namespaces": [{"type": "uts", "path": "/proc/1/ns/uts"}]}}""",
            """{"hostname": "a", "linux": null}""", "/hostname"),
        new("A domain name needs a UTS namespace.",
            """{"domainname": "a"}""", """{"domainname": "a", "linux": {"namespaces": []}}""", "/domainname"),
        new("A hostname or domain name has at most 64 bytes.",
            $$"""{"hostname": "{{Repeat("a", 64)}}", "domainname": "{{Repeat("é", 32)}}"}""",
            $$"""{"hostname": "{{Repeat("a", 65)}}", "domainname": "{{Repeat("é", 33)}}"}""",
            "/hostname", "/domainname"),
        new("The entries of a hook's environment are NAME=value.",
            """{"hooks": {"poststop": [{"path": "/a", "env": ["A="]}]}}""",
            """
            {"hooks": {"prestart": [{"path": "/a", "env": ["A"]}], "createRuntime": [{"path": "/a", "env": ["=1"]}],
             "createContainer": [{"path": "/a", "env": [""]}], "startContainer": [{"path": "/a", "env": ["A"]}],
             "poststart": [{"path": "/a", "env": ["A"]}],
             "poststop": [{"path": "/a"}, {"path": "/a", "env": ["A=", "A"]}]}}
            """,
            "/hooks/prestart/0/env/0", "/hooks/createRuntime/0/env/0", "/hooks/createContainer/0/env/0",
            "/hooks/startContainer/0/env/0", "/hooks/poststart/0/env/0", "/hooks/poststop/1/env/1"),
        new("The key of an annotation is not empty.",
            """{"annotations": {"a": ""}}""", """{"annotations": {"": "a"}}""", "/annotations/"),
        new("A type of namespace is listed once.",
            """{"linux": {"namespaces": [{"type": "pid"}, {"type": "time"}]}}""",
            """
            {"linux": {"namespaces": [{"type": "pid"}, {"type": "pid", "path": "/a"}, {"type": "time"},
             {"type": "time"}]}}
            """,
            "/linux/namespaces/1/type", "/linux/namespaces/3/type"),
    ];

    private static RuleExample[] MappingExamples() =>
    [
        new("Id mappings need a user namespace.",
            """{"linux": {"namespaces": USER, "uidMappings": MAPPED, "gidMappings": MAPPED}}""",
            """{"linux": {"uidMappings": MAPPED, "gidMappings": MAPPED}}""",
            "/linux/uidMappings", "/linux/gidMappings"),
        new("A new user namespace has uid and gid mappings.",
            """{"linux": {"namespaces": USER, "uidMappings": MAPPED, "gidMappings": MAPPED}}""",
            """{"linux": {"namespaces": USER, "gidMappings": MAPPED}}""", "/linux/uidMappings"),
        new("A new user namespace has uid and gid mappings.",
            """{"linux": {"namespaces": USER, "uidMappings": MAPPED, "gidMappings": MAPPED}}""",
            """{"linux": {"namespaces": [{"type": "user"}]}}""", "/linux/uidMappings", "/linux/gidMappings"),
        new("A user namespace that is joined has its mappings already.",
            """{"linux": {"namespaces": [{"type": "user", "path": "/proc/1/ns/user"}]}}""",
            """
            {"linux": {"namespaces": [{"type": "user", "path": "/a"}], "uidMappings": MAPPED, "gidMappings": MAPPED}}
            """,
            "/linux/uidMappings", "/linux/gidMappings"),
        new("A new user namespace maps the ids 0, which set the container up.",
            Maps("""[{"containerID": 5, "hostID": 5, "size": 9}, {"containerID": 0, "hostID": 0, "size": 1}]""", 0),
            Maps("""[{"containerID": 1, "hostID": 5, "size": 9}]""", 1), "/linux/uidMappings", "/linux/gidMappings"),
        new("A new user namespace maps the ids of the process.",
            Maps(Mapped, 9), Maps(Mapped, 10),
            "/process/user/uid", "/process/user/gid", "/process/user/additionalGids/0"),
        new("An id mapping is a range of ids.",
            Maps("""[{"containerID": 0, "hostID": 0, "size": 4294967295}]""", 0),
            """
            {"linux": {"namespaces": [{"type": "user"}],
             "uidMappings": [{"containerID": 0, "hostID": 1, "size": 4294967295}],
             "gidMappings": [{"containerID": 0, "hostID": 0, "size": 9},
                             {"containerID": 4294967295, "hostID": 9, "size": 1},
                             {"containerID": 50, "hostID": 50, "size": 0}]}}
            """,
            "/linux/uidMappings/0", "/linux/gidMappings/1", "/linux/gidMappings/2/size"),
        new("Id mappings do not overlap.",
            Maps("""[{"containerID": 9, "hostID": 0, "size": 9}, {"containerID": 0, "hostID": 9, "size": 9}]""", 0),
            Maps("""[{"containerID": 8, "hostID": 0, "size": 9}, {"containerID": 0, "hostID": 9, "size": 9}]""", 0),
            "/linux/uidMappings/1", "/linux/gidMappings/1"),
        new("Id mappings do not overlap.",
            Mount(""" "options": ["bind"], "uidMappings": MAPPED, "gidMappings": MAPPED """),
            Mount("""
                "options": ["bind"], "uidMappings": MAPPED,
                "gidMappings": [{"containerID": 0, "hostID": 7, "size": 2}, {"containerID": 2, "hostID": 8, "size": 2}]
                """),
            "/mounts/0/gidMappings/1"),
        new("There are at most 340 id mappings.",
            Maps(Ranges(340), 0), Maps(Ranges(341), 0), "/linux/uidMappings", "/linux/gidMappings"),
        new("Time offsets need a new time namespace.",
            """{"linux": {"namespaces": [{"type": "time"}], "timeOffsets": {"boottime": {"secs": 1}}}}""",
            """{"linux": {"timeOffsets": {"boottime": {"secs": 1}}}}""", "/linux/timeOffsets"),
        new("Time offsets need a new time namespace.",
            """{"linux": {"namespaces": [{"type": "time", "path": "/a"}]}}""",
            """{"linux": {"namespaces": [{"type": "time", "path": "/a"}], "timeOffsets": {"boottime": {"secs": 1}}}}""",
            "/linux/timeOffsets"),
    ];

    private static RuleExample[] DeviceExamples() =>
    [
        new("The path of a device has no detours.",
            """{"linux": {"devices": [{"type": "p", "path": "/srv/.a/..b"}]}}""",
            """
            {"linux": {"devices": [{"type": "p", "path": "/dev/../a"}, {"type": "p", "path": "/dev/./a"},
             {"type": "p", "path": "/dev//a"}, {"type": "p", "path": "/dev/a/"}, {"type": "p", "path": "/"}]}}
            """,
            "/linux/devices/0/path", "/linux/devices/1/path", "/linux/devices/2/path", "/linux/devices/3/path",
            "/linux/devices/4/path"),
        new("At one path there is one device.",
            """{"linux": {"devices": [{"type": "p", "path": "/a"}, {"type": "p", "path": "/a", "uid": 1}]}}""",
            """
            {"linux": {"devices": [{"type": "c", "path": "/a", "major": 1, "minor": 3},
             {"type": "c", "path": "/a", "major": 1, "minor": 5}]}}
            """,
            "/linux/devices/1/path"),
        new("The owner of a device is an id.",
            """{"linux": {"devices": [{"type": "p", "path": "/a", "uid": 4294967294, "gid": 0}]}}""",
            """{"linux": {"devices": [{"type": "p", "path": "/a", "uid": 4294967295, "gid": 4294967295}]}}""",
            "/linux/devices/0/uid", "/linux/devices/0/gid"),
        new("Network devices need a network namespace.",
            """{"linux": {"namespaces": [{"type": "network"}], "netDevices": {"eth0": {}}}}""",
            """{"linux": {"netDevices": {"eth0": {}}}}""", "/linux/netDevices"),
        new("Network devices have names of network interfaces.",
            """
            {"linux": {"namespaces": [{"type": "network"}], "netDevices": {"fifteen-letters": {"name": "eth%d"}}}}
            """,
            """
            {"linux": {"namespaces": [{"type": "network"}], "netDevices": {
             "sixteen-letters!": {}, "": {}, "..": {}, "a/b": {"name": "x"}, "a": {"name": "b c"}, "d:": {}}}}
            """,
            "/linux/netDevices/sixteen-letters!", "/linux/netDevices/", "/linux/netDevices/..",
            "/linux/netDevices/a~1b", "/linux/netDevices/a/name", "/linux/netDevices/d:"),
        new("Network devices have different names in the container.",
            """
            {"linux": {"namespaces": [{"type": "network"}],
             "netDevices": {"a": {"name": "b"}, "b": {"name": "a"}, "c": {"name": "eth%d"}, "d": {"name": "eth%d"}}}}
            """,
            """{"linux": {"namespaces": [{"type": "network"}], "netDevices": {"a": {"name": "b"}, "b": {}}}}""",
            "/linux/netDevices/b"),
    ];

    private static RuleExample[] CgroupExamples() =>
    [
        .. new[] { "", "/", "//", "/./", ".", "../a", "/a/../b", ".." }.Select(static path => new RuleExample(
            "The container has a cgroup of its own.",
            """{"linux": {"cgroupsPath": "/a/b..c/"}}""",
            """{"linux": {"cgroupsPath": "PATH"}}""".Replace("PATH", path, Ordinal),
            "/linux/cgroupsPath")),
        new RuleExample(
            "The path of a cgroup has at most 1024 bytes.",
            """{"linux": {"cgroupsPath": "/PATH"}}""".Replace("PATH", new string('x', 1023), Ordinal),
            """{"linux": {"cgroupsPath": "/PATH"}}""".Replace("PATH", new string('x', 1024), Ordinal),
            "/linux/cgroupsPath"),
    ];

    private static RuleExample[] LinuxExamples() =>
    [
        .. new[] { "", ".", "..", "a/b", "info", "mon_groups", "//" }.Select(static name => new RuleExample(
            "A class of service is a directory of resctrl.",
            """{"linux": {"intelRdt": {"closID": "/"}}}""",
            """{"linux": {"intelRdt": {"closID": "NAME"}}}""".Replace("NAME", name, Ordinal),
            "/linux/intelRdt/closID")),
        .. new[] { "a", "1-", "-1", "3-2", "0-32768", ",", "1 2" }.Select(static nodes => new RuleExample(
            "The nodes of a memory policy are a list of numbers.",
            """{"linux": {"memoryPolicy": {"mode": "MPOL_BIND", "nodes": "0 - 3, 7,,32767"}}}""",
            """{"linux": {"memoryPolicy": {"mode": "MPOL_BIND", "nodes": "NODES"}}}""".Replace("NODES", nodes, Ordinal),
            "/linux/memoryPolicy/nodes")),
        new("A memory policy has nodes if its mode takes them.",
            """{"linux": {"memoryPolicy": {"mode": "MPOL_BIND", "nodes": "0"}}}""",
            """{"linux": {"memoryPolicy": {"mode": "MPOL_BIND"}}}""", "/linux/memoryPolicy/nodes"),
        new("A memory policy has nodes if its mode takes them.",
            """{"linux": {"memoryPolicy": {"mode": "MPOL_PREFERRED"}}}""",
            """{"linux": {"memoryPolicy": {"mode": "MPOL_LOCAL", "nodes": "0"}}}""", "/linux/memoryPolicy/nodes"),
        new("Nodes of a memory policy are either static or relative.",
            """{"linux": {"memoryPolicy": {"mode": "MPOL_BIND", "nodes": "0", "flags": ["MPOL_F_STATIC_NODES"]}}}""",
            """
            {"linux": {"memoryPolicy": {"mode": "MPOL_BIND", "nodes": "0",
             "flags": ["MPOL_F_STATIC_NODES", "MPOL_F_RELATIVE_NODES"]}}}
            """,
            "/linux/memoryPolicy/flags"),
        new("A personality has no flags.",
            """{"linux": {"personality": {"domain": "LINUX32", "flags": []}}}""",
            """{"linux": {"personality": {"domain": "LINUX", "flags": ["ADDR_NO_RANDOMIZE", "A"]}}}""",
            "/linux/personality/flags/0", "/linux/personality/flags/1"),
        .. new[] { ".net.a", "/net/a", "net..a", "net/../kernel/panic", "net.a.", "", "net/./a" }.Select(static name =>
            new RuleExample(
                "A sysctl has a name without detours.",
                """{"linux": {"sysctl": {"kernel.domainname": "a"}}}""",
                """{"linux": {"sysctl": {"NAME": "1"}}}""".Replace("NAME", name, Ordinal),
                $"/linux/sysctl/{name.Replace("/", "~1", Ordinal)}")),
        new("A sysctl is listed once.",
            """{"linux": {"namespaces": [{"type": "ipc"}], "sysctl": {"kernel.sem": "1", "kernel.shmmni": "1"}}}""",
            """{"linux": {"namespaces": [{"type": "ipc"}], "sysctl": {"kernel.sem": "1", "kernel/sem": "1"}}}""",
            "/linux/sysctl/kernel~1sem"),
        new("A sysctl belongs to a namespace of the container.",
            """
            {"linux": {"namespaces": [
              {"type": "ipc"}, {"type": "uts"}, {"type": "network"}, {"type": "user", "path": "/a"}],
             "sysctl": {"kernel.msgmax": "1", "kernel.shm_rmid_forced": "1", "fs.mqueue.msg_max": "1", "net.a": "1",
                        "kernel.domainname": "a", "user.max_user_namespaces": "1", "net/ipv4/conf/eth0.1/a": "1"}}}
            """,
            """
            {"linux": {"namespaces": [], "sysctl": {"kernel.msgmax": "1", "fs.mqueue.msg_max": "1", "net.a": "1",
             "kernel.domainname": "a", "user.a": "1"}}}
            """,
            "/linux/sysctl/kernel.msgmax", "/linux/sysctl/fs.mqueue.msg_max", "/linux/sysctl/net.a",
            "/linux/sysctl/kernel.domainname", "/linux/sysctl/user.a"),
        new("A sysctl belongs to a namespace of the container.",
            """{"linux": {"sysctl": {"kernel/domainname": "a"}}}""",
            """
            {"linux": {"sysctl": {"kernel.hostname": "a", "vm.swappiness": "1", "kernel.panic": "1",
             "fs.file-max": "1"}}}
            """,
            "/linux/sysctl/kernel.hostname", "/linux/sysctl/vm.swappiness", "/linux/sysctl/kernel.panic",
            "/linux/sysctl/fs.file-max"),
    ];

    private static RuleExample[] SeccompExamples() =>
    [
        new("Metadata for a seccomp listener need a listener.",
            Seccomp(""" "defaultAction": "SCMP_ACT_ALLOW", "listenerMetadata": "a", "listenerPath": "/a" """),
            Seccomp(""" "defaultAction": "SCMP_ACT_ALLOW", "listenerMetadata": "a" """),
            "/linux/seccomp/listenerMetadata"),
        new("The action to notify needs a seccomp listener.",
            Seccomp("""
                "defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "/a",
                "syscalls": [{"names": ["mknod"], "action": "SCMP_ACT_NOTIFY"}]
                """),
            Seccomp("""
                "defaultAction": "SCMP_ACT_ALLOW",
                "syscalls": [{"names": ["mknod"], "action": "SCMP_ACT_NOTIFY"}]
                """),
            "/linux/seccomp/syscalls/0/action"),
        new("The default action is not to notify.",
            Seccomp(""" "defaultAction": "SCMP_ACT_LOG", "listenerPath": "/a" """),
            Seccomp(""" "defaultAction": "SCMP_ACT_NOTIFY", "listenerPath": "/a" """), "/linux/seccomp/defaultAction"),
        new("An errno is given only for actions that return one.",
            Seccomp("""
                "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 1,
                "syscalls": [{"names": ["mknod"], "action": "SCMP_ACT_TRACE", "errnoRet": 1}]
                """),
            Seccomp("""
                "defaultAction": "SCMP_ACT_ALLOW", "defaultErrnoRet": 1,
                "syscalls": [{"names": ["mknod"], "action": "SCMP_ACT_KILL", "errnoRet": 1}]
                """),
            "/linux/seccomp/defaultErrnoRet", "/linux/seccomp/syscalls/0/errnoRet"),
    ];

    private static RuleExample[] ProcessExamples() =>
    [
        new("A process has a program.",
            """{"process": {"args": ["a", ""]}}""", """{"process": {"args": [""]}}""", "/process/args/0"),
        new("A process has a program.",
            """{"process": null}""", """{"process": {"args": null}}""", "/process/args"),
        new("The entries of the environment are NAME=value.",
            """{"process": {"env": ["A=", "A=b=c"]}}""", """{"process": {"env": ["A=", "A", "=b", ""]}}""",
            "/process/env/1", "/process/env/2", "/process/env/3"),
        new("A resource limit is listed once.",
            Rlimits(("CPU", 1, 2), ("CORE", 1, 2)), Rlimits(("CPU", 1, 2), ("CPU", 1, 2)), "/process/rlimits/1/type"),
        new("A soft limit is at most the hard limit.",
            Rlimits(("CPU", 2, 2)), Rlimits(("CPU", 3, 2)), "/process/rlimits/0/soft"),
        new("The ids of a process are ids.",
            """{"process": {"user": {"uid": 4294967294, "gid": 4294967294, "additionalGids": [4294967294]}}}""",
            """{"process": {"user": {"uid": 4294967295, "gid": 4294967295, "additionalGids": [0, 4294967295]}}}""",
            "/process/user/uid", "/process/user/gid", "/process/user/additionalGids/1"),
        new("A scheduling priority fits its policy.",
            Scheduler("SCHED_FIFO", """, "priority": 99"""), Scheduler("SCHED_RR", ""), "/process/scheduler/priority"),
        new("A scheduling priority fits its policy.",
            Scheduler("SCHED_OTHER", ""),
            Scheduler("SCHED_BATCH", """, "priority": 1"""), "/process/scheduler/priority"),
        new("A nice value fits its policy.",
            Scheduler("SCHED_OTHER", """, "nice": -20"""),
            Scheduler("SCHED_IDLE", """, "nice": 1"""), "/process/scheduler/nice"),
        new("A deadline fits its policy.",
            Scheduler("SCHED_DEADLINE", """, "runtime": 1, "deadline": 2"""),
            Scheduler("SCHED_DEADLINE", """, "runtime": 2, "deadline": 1"""), "/process/scheduler"),
        new("A deadline fits its policy.",
            Scheduler("SCHED_DEADLINE", """, "runtime": 1, "deadline": 1, "period": 1"""),
            Scheduler("SCHED_DEADLINE", """, "runtime": 1, "deadline": 3, "period": 2"""), "/process/scheduler"),
        new("A deadline fits its policy.",
            Scheduler("SCHED_OTHER", """, "runtime": 0"""),
            Scheduler("SCHED_OTHER", """, "runtime": 1"""), "/process/scheduler"),
        new("Processors are a list of numbers.",
            """{"process": {"execCPUAffinity": {"initial": "7", "final": "0-3,7"}}}""",
            """{"process": {"execCPUAffinity": {"initial": "2-1", "final": "1--2"}}}""",
            "/process/execCPUAffinity/initial", "/process/execCPUAffinity/final"),
        new("Processors are a list of numbers.",
            """{"process": {"execCPUAffinity": {"initial": "", "final": "1023-1025"}}}""",
            """{"process": {"execCPUAffinity": {"final": "99999"}}}""", "/process/execCPUAffinity/final"),
    ];

    private static RuleExample[] ResourcesExamples() =>
    [
        new("A limit of memory and swap is at least the limit of memory.",
            Resources(""" "memory": {"limit": 10, "swap": 10} """),
            Resources(""" "memory": {"limit": 10, "swap": 9} """), "/linux/resources/memory/swap"),
        new("A burst is at most the quota.",
            Resources(""" "cpu": {"quota": 10, "burst": 10} """),
            Resources(""" "cpu": {"quota": 10, "burst": 11} """), "/linux/resources/cpu/burst"),
        .. new[] { "", ".", "..", "../a.max", "/a.max", "a/a.max" }.Select(static name => new RuleExample(
            "A unified setting names a file of the cgroup.",
            Resources(""" "unified": {"memory.max": "1"} """),
            Resources($$""" "unified": {"{{name}}": "1"} """),
            $"/linux/resources/unified/{name.Replace("/", "~1", Ordinal)}")),
    ];

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static string Mount(string fields) =>
        """{"mounts": [{"destination": "/a", "source": "a", """ + fields + "}]}";

    private static string Seccomp(string fields) => """{"linux": {"seccomp": {""" + fields + "}}}";

    private static string Resources(string fields) => """{"linux": {"resources": {""" + fields + "}}}";

    private static string Scheduler(string policy, string fields) =>
        "{\"process\": {\"scheduler\": {\"policy\": \"" + policy + "\"" + fields + "}}}";

    private static string Rlimits(params (string Name, int Soft, int Hard)[] limits) =>
        """{"process": {"rlimits": [""" + string.Join(", ", limits.Select(static limit =>
            $$"""{"type": "RLIMIT_{{limit.Name}}", "soft": {{limit.Soft}}, "hard": {{limit.Hard}}}""")) + "]}}";

    /// <summary>
    /// A new user namespace with these mappings for users and groups, and a process with this id everywhere.
    /// </summary>
    private static string Maps(string mappings, uint id) =>
        """
        {"linux": {"namespaces": USER, "uidMappings": MAPS, "gidMappings": MAPS},
         "process": {"user": {"uid": ID, "gid": ID, "additionalGids": [ID]}}}
        """.Replace("MAPS", mappings, Ordinal).Replace("ID]", $"{id}]", Ordinal).Replace(": ID", $": {id}", Ordinal);

    private static string Ranges(int count) => "[" + string.Join(", ", Enumerable.Range(0, count).Select(static i =>
        $$"""{"containerID": {{i}}, "hostID": {{i}}, "size": 1}""")) + "]";

    private static RuleExample Expand(RuleExample example) => example with
    {
        Good = example.Good.Replace("MAPPED", Mapped, Ordinal).Replace("USER", User, Ordinal),
        Bad = example.Bad.Replace("MAPPED", Mapped, Ordinal).Replace("USER", User, Ordinal),
    };
}
