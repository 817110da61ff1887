using System;
using System.Collections.Generic;
using System.Linq;
using Oci.Hostile.Tests.Harness;
using static Oci.Hostile.Tests.Inputs.Edits;

namespace Oci.Hostile.Tests.Inputs;

/// <summary>Values of the right type that are none, and values that do not go together.</summary>
internal static class BadValues
{
    private const string User = """{ "type": "user" }""";
    private const string OneMap = """[{ "containerID": 0, "hostID": 100000, "size": 1000 }]""";
    private static readonly string TooLong = new('x', 5000);

    public static IEnumerable<HostileInput> All() =>
    [
        .. Missing(), .. Process(), .. Environment(), .. Together(), .. Maps(), .. Namespaces(), .. Devices(), .. Sysctls(), .. Seccomp(),
        .. Hooks(), .. Resources(), .. Terminal(), .. Many(),
    ];

    private static IEnumerable<HostileInput> Missing() =>
    [
        new("no ociVersion", scene => scene.Config[""]!.AsObject().Remove("ociVersion"), "/ociVersion"),
        new("no root", scene => scene.Config[""]!.AsObject().Remove("root"), "/root"),
        new("no process.cwd", scene => scene.Config["/process"]!.AsObject().Remove("cwd"), "/process/cwd"),
        new("no process.args", scene => scene.Config["/process"]!.AsObject().Remove("args"), "/process/args"),
        .. from version in (string[])["", "1", "1.0", "2.0.0", "0.9.0", "99999999999999999999.0.0", "1.0.2\n", "v1.0.2", "1.0.2-",
           "١.٠.٠", " 1.0.2"]
           select Bad("/ociVersion", Quoted(version)),
    ];

    private static IEnumerable<HostileInput> Process() =>
    [
        Bad("/process/args", "[]"), Bad("/process/args", """[""]"""), Bad("/process/args", """["/no/such/program"]""", "/no/such/program"),
        Bad("/process/args", """["/etc"]""", "/etc"), Bad("/process/args", """["no-such-program"]""", "no-such-program"),
        Bad("/process/args", """["\u001b[31mred\nline"]""", "\\x1b"), Bad("/process/args", $"[\"{TooLong}\"]", "/process/args"),
        Bad("/process/args", $"[\"/bin/{TooLong}\"]", "/process/args"), Bad("/process/args", """["../../bin/no"]""", "../../bin/no"),
        Bad("/process/args", """["/bin"]""", "/bin"), Bad("/process/args", """["/dev/null"]""", "/dev/null"),
        Bad("/process/cwd", "\"\""), Bad("/process/cwd", "\"relative\""), Bad("/process/cwd", "\"./x\""), Bad("/process/cwd", "\"../..\""),
        Bad("/process/cwd", "\"/bin/busybox\""), Bad("/process/cwd", "\"/bin/busybox/x\""), Bad("/process/cwd", Quoted("/" + TooLong)),
        Bad("/process/cwd", "\"/proc/self/fd/3\""), Bad("/process/cwd", "\"/proc/self/exe\""),
        Odd("/process/cwd", Quoted(Times(2000, "/x"))), Odd("/process/cwd", "\"/new\\nline\\u001b\""), Odd("/process/cwd", "\"/../../..\""),
        Bad("/process/user/uid", "4294967295"), Bad("/process/user/gid", "4294967295"), Bad("/process/user/additionalGids", "[4294967295]"),
        Bad("/process/user/additionalGids", $"[{string.Join(',', Enumerable.Range(1, 70_000))}]", "/process/user"),
        Bad("/process/rlimits", Pair("""{ "type": "RLIMIT_NOFILE", "soft": 1, "hard": 1 }"""), "/process/rlimits/1"),
        Bad("/process/rlimits/0/soft", "1025"), Bad("/process/rlimits/0/type", "\"rlimit_nofile\""),
        Bad("/process/rlimits", """[{ "type": "RLIMIT_NOFILE", "soft": 99999999999, "hard": 99999999999 }]"""),
        Odd("/process/rlimits", """[{ "type": "RLIMIT_NOFILE", "soft": 0, "hard": 0 }]"""),
        Odd("/process/rlimits", """[{ "type": "RLIMIT_STACK", "soft": 0, "hard": 0 }]"""),
        Odd("/process/rlimits", """[{ "type": "RLIMIT_AS", "soft": 1, "hard": 1 }]"""),
        Odd("/process/rlimits", """[{ "type": "RLIMIT_FSIZE", "soft": 0, "hard": 0 }]"""),
        Odd("/process/rlimits", """[{ "type": "RLIMIT_CPU", "soft": 0, "hard": 0 }]"""),
        Odd("/process/rlimits", """[{ "type": "RLIMIT_NPROC", "soft": 0, "hard": 0 }]"""),
        Bad("/process/scheduler", """{ "policy": "SCHED_FIFO", "priority": 100 }"""), Bad("/process/scheduler",
        """{ "policy": "SCHED_FIFO" }"""),
        Bad("/process/scheduler", """{ "policy": "SCHED_OTHER", "nice": 20 }"""), Bad("/process/scheduler",
        """{ "policy": "SCHED_OTHER", "priority": 1 }"""),
        Bad("/process/scheduler", """{ "policy": "SCHED_DEADLINE" }"""),
        Bad("/process/scheduler", """{ "policy": "SCHED_DEADLINE", "runtime": 3, "deadline": 2, "period": 1 }"""),
        Bad("/process/execCPUAffinity", """{ "initial": "7-3" }"""), Odd("/process/execCPUAffinity", """{ "final": "0,,1" }"""),
        Bad("/process/execCPUAffinity", """{ "initial": "99999999999999999999" }"""), Bad("/process/execCPUAffinity",
        """{ "initial": "-1" }"""),
        Odd("/process/capabilities/bounding", """["CAP_NO_SUCH", "", "\u001b[31m", "cap_kill", "CAP_KILL\n"]"""),
        Odd("/process/capabilities/ambient", """["CAP_SYS_ADMIN"]"""), Odd("/process/capabilities/inheritable", """["CAP_SYS_ADMIN"]"""),
        Bad("/process/apparmorProfile", "\"no-such-profile\""), Bad("/process/selinuxLabel", "\"no_such_label\""),
        Odd("/process/apparmorProfile", "\"a\\nb\""), Odd("/process/selinuxLabel", "\"a\\u001bb\""), Odd("/linux/mountLabel",
        "\"a,b\\\"c\""),
        Bad("/hostname", Quoted(new string('h', 65))), Bad("/domainname", Quoted(new string('d', 65))), Bad("/hostname",
        Quoted(new string('ü', 33))),
        Odd("/hostname", "\"a\\nb\\u001b[31m\""), Odd("/hostname", "\"\""), Bad("/annotations", """{ "": "x" }"""),
        Odd("/annotations", """{ "a\nb\u001b": "c\nd\u001b" }"""),
    ];

    private static IEnumerable<HostileInput> Environment() =>
        from entry in (string[])["A", "", "=", "=x", "\n", "\e[31m"]
        select Bad("/process/env", $"[\"X=1\",{Quoted(entry)}]", "/process/env/1");

    private static IEnumerable<HostileInput> Together() =>
    [
        Bad("/hostname", ("/linux/namespaces", """[{ "type": "mount" }, { "type": "pid" }]""")),
        Bad("/domainname", ("/domainname", "\"d\""), ("/linux/namespaces", """[{ "type": "mount" }]""")),
        Bad("/linux/uidMappings", ("/linux/uidMappings", OneMap)), Bad("/linux/gidMappings", ("/linux/gidMappings", OneMap)),
        Bad("/linux/gidMappings", ("/linux/namespaces/-", User), ("/linux/uidMappings", OneMap)),
        Bad("/linux/uidMappings", ("/linux/namespaces/-", User)),
        Bad("/linux/timeOffsets", ("/linux/timeOffsets", """{ "boottime": { "secs": 1 } }""")),
        Bad("/linux/timeOffsets", ("/linux/namespaces/-", """{ "type": "time" }"""), ("/linux/timeOffsets",
        """{ "monotonic": { "secs": -9223372036854775808 } }""")),
        Bad("/linux/timeOffsets", ("/linux/namespaces/-", """{ "type": "time" }"""), ("/linux/timeOffsets",
        """{ "wall": { "secs": 1 } }""")),
        Bad("/process/user/uid", ("/linux/namespaces/-", User), ("/linux/uidMappings", OneMap), ("/linux/gidMappings", OneMap),
        ("/process/user/uid", "5000")),
        Bad("/process/user/additionalGids", ("/linux/namespaces/-", User), ("/linux/uidMappings", OneMap), ("/linux/gidMappings",
        OneMap), ("/process/user/additionalGids", "[5000]")),
        Bad("/linux/personality", ("/linux/personality", """{ "domain": "LINUX", "flags": ["X"] }""")),
        Bad("/linux/memoryPolicy", ("/linux/memoryPolicy", """{ "mode": "MPOL_BIND", "nodes": "" }""")),
        Bad("/linux/memoryPolicy", ("/linux/memoryPolicy", """{ "mode": "MPOL_BIND", "nodes": "9-2" }""")),
        Bad("/linux/memoryPolicy", ("/linux/memoryPolicy", """{ "mode": "MPOL_BIND", "nodes": "0-4294967296" }""")),
        Bad("/linux/memoryPolicy", ("/linux/memoryPolicy", """{ "mode": "MPOL_BIND", "nodes": "1000000" }""")),
        Bad("/linux/intelRdt", ("/linux/intelRdt", """{ "closID": "../x" }""")), Bad("/linux/intelRdt", ("/linux/intelRdt",
        """{ "closID": "a/b" }""")),
        Bad("/linux/intelRdt", ("/linux/intelRdt", """{ "closID": ".." }""")),
        Bad("/linux/netDevices", ("/linux/netDevices", """{ "no-such-device": {} }""")), Bad("/linux/netDevices",
        ("/linux/netDevices", """{ "": {} }""")),
        Bad("/linux/netDevices", ("/linux/netDevices", """{ "lo": { "name": "a/b" } }""")), Bad("/linux/netDevices",
        ("/linux/netDevices", """{ "..": {} }""")),
        Bad("/linux/netDevices", ("/linux/netDevices", $$"""{ "{{new string('n', 16)}}": {} }""")),
        Bad("/linux/netDevices", ("/linux/netDevices", """{ "a": { "name": "c" }, "b": { "name": "c" } }""")),
        Bad("/linux/netDevices", ("/linux/netDevices", """{ "a\nb\u001b": {} }""")),
    ];

    private static IEnumerable<HostileInput> Maps() =>
        from map in (string[])
        [
            "[]", """[{ "containerID": 0, "hostID": 0, "size": 0 }]""", """[{ "containerID": 1, "hostID": 1, "size": 1 }]""",
            """[{ "containerID": 0, "hostID": 4294967295, "size": 1 }]""", """[{ "containerID": 0, "hostID": 1, "size": 4294967295 }]""",
            """[{ "containerID": 0, "hostID": 4294967295, "size": 4294967295 }]""",
            """[{ "containerID": 0, "hostID": 0, "size": 10 }, { "containerID": 5, "hostID": 100, "size": 10 }]""",
            """[{ "containerID": 0, "hostID": 0, "size": 10 }, { "containerID": 50, "hostID": 5, "size": 10 }]""",
            List(341, static i => $$"""{ "containerID": {{i}}, "hostID": {{100000 + i}}, "size": 1 }"""),
        ]
        select Bad("/linux/uidMappings", ("/linux/namespaces/-", User), ("/linux/uidMappings", map), ("/linux/gidMappings", OneMap));

    private static IEnumerable<HostileInput> Namespaces() =>
    [
        .. from type in (string[])["pid", "network", "mount", "ipc", "uts"]
           select Bad("/linux/namespaces/-", $$"""{ "type": "{{type}}" }""", "/linux/namespaces"),
        .. from path in (string[])
           [
               "", "relative", "/no/such/file", "/dev/null", "/etc/passwd", "/", "/proc/self/ns/pid", "/proc/self/ns/mnt",
               "/proc/self/ns/user",
               "/proc/999999999/ns/net", "/proc/self/ns", "/proc/self/fd/0", "/a\nb\e", TooLong, "/" + TooLong,
           ]
           select Bad("/linux/namespaces/1", $$"""{ "type": "network", "path": {{Quoted(path)}} }""", "/linux/namespaces"),
        new("a namespace path that is a fifo", scene => scene.Raw(
            "/linux/namespaces/1", $$"""{ "type": "network", "path": {{Quoted(Scene.Fifo(scene.Home + "/fifo"))}} }"""),
            "/linux/namespaces/1"),
        Bad("/linux/namespaces/0", """{ "type": "pid", "path": "/proc/self/ns/net" }""", "/linux/namespaces/0"),
        Bad("/linux/namespaces/-", """{ "type": "user", "path": "/proc/self/ns/user" }""", ""),
        Bad("/linux/namespaces", "[{}]"), Bad("/linux/namespaces", "[null]"), Bad("/linux/namespaces", "[[]]"),
    ];

    private static IEnumerable<HostileInput> Devices() =>
    [
        .. from device in (string[])
           [
               """{ "type": "c", "path": "/dev/x" }""", """{ "type": "p", "path": "dev/x" }""", """{ "type": "p", "path": "" }""",
               """{ "type": "p", "path": "/" }""",
               """{ "type": "p", "path": "/dev/../etc/x" }""", """{ "type": "p", "path": "/dev/.." }""",
               """{ "type": "p", "path": "/dev/./x" }""",
               """{ "type": "p", "path": "/dev/" }""", """{ "type": "c", "path": "/dev/x", "major": 4096, "minor": 0 }""",
               """{ "type": "p", "path": "/dev/x", "uid": 4294967295 }""", """{ "type": "q", "path": "/dev/x" }""",
               """{ "type": "", "path": "/dev/x" }""",
               $$"""{ "type": "p", "path": "/dev/{{TooLong}}" }""", """{ "type": "p", "path": "/bin/busybox/x" }""",
               """{ "type": "p", "path": "/proc/x" }""",
               """{ "type": "c", "path": "/dev/pts/x/y/\u001b\n", "major": -1, "minor": 3 }""",
           ]
           select Bad("/linux/devices", $"[{device}]", "/linux/devices"),
        Bad("/linux/devices", """[{ "type": "p", "path": "/dev/x" }, { "type": "c", "path": "/dev/x", "major": 1, "minor": 3 }]""",
        "/linux/devices/1"),
        Odd("/linux/devices", """[{ "type": "p", "path": "/dev/x", "fileMode": 4294967295 }]"""),
        Odd("/linux/devices", """[{ "type": "p", "path": "/dev/a\nb\u001b" }]"""), Odd("/linux/devices",
        """[{ "type": "p", "path": "/bin/true" }]"""),
        .. from path in (string[])["", "relative", "..", "a/b", "\e[31m"]
           from list in (string[])["maskedPaths", "readonlyPaths"]
           select Bad($"/linux/{list}", $"[{Quoted(path)}]", $"/linux/{list}/0"),
        .. from path in (string[])["/", "/..", "/no/such", "/bin/busybox/x", "/\n\e", "/" + TooLong, "/proc/self/exe",
           "/proc/self/root", "//", "/."]
           from list in (string[])["maskedPaths", "readonlyPaths"]
           select Odd($"/linux/{list}", $"[{Quoted(path)}]"),
        .. from word in (string[])["", "SHARED", "shared,slave", "none"]
           select Bad("/linux/rootfsPropagation", Quoted(word)),
    ];

    private static IEnumerable<HostileInput> Sysctls() =>
        from name in (string[])
        [
            "", ".", "..", "/", "net", "net.", "net..", "net.no.such", "net.ipv4.ip_forward/", "net/../kernel/core_pattern",
            "net.ipv4.../x", "kernel.core_pattern",
            "kernel.hostname", "kernel.panic", "vm.swappiness", "fs.file-max", "kernel.shm+x", "net.ipv4", "net.ipv4.\n\e",
            "NET.ipv4.ip_forward",
            "kernel.domainname\0", "net.ipv4.ip_forward ", "a+b", "net." + TooLong, "user.max_user_namespaces", "fs.mqueue.../../file-max",
        ]
        where !name.Contains('\0')
        select Bad("/linux/sysctl", $$"""{ {{Quoted(name)}}: "1" }""", "/linux/sysctl");

    private static string Rule(string rule, string more = "") =>
        $$"""{ "defaultAction": "SCMP_ACT_ALLOW", {{more}} "syscalls": [{{rule}}] }""";

    private static IEnumerable<HostileInput> Seccomp() =>
        from profile in (string[])
        [
            "{}", """{ "defaultAction": "" }""", """{ "defaultAction": "SCMP_ACT_NOTIFY" }""",
            """{ "defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_NO"] }""",
            """{ "defaultAction": "SCMP_ACT_ALLOW", "defaultErrnoRet": 1 }""",
            """{ "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 4096 }""",
            """{ "defaultAction": "SCMP_ACT_ALLOW", "flags": ["SECCOMP_FILTER_FLAG_NO"] }""",
            """{ "defaultAction": "SCMP_ACT_ALLOW", "listenerMetadata": "x" }""",
            Rule("""{ "names": ["mkdir"], "action": "SCMP_ACT_NOTIFY" }""", "\"listenerPath\": \"/no/such\","),
            Rule("""{ "names": ["mkdir"], "action": "SCMP_ACT_NOTIFY" }"""),
            """{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{}] }""",
            """{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": [], "action": "SCMP_ACT_LOG" }] }""",
            Rule("""{ "names": ["mkdir"], "action": "SCMP_ACT_ERRNO", "errnoRet": 70000 }"""),
            Rule("""{ "names": ["mkdir"], "action": "SCMP_ACT_LOG", "errnoRet": 1 }"""),
            Rule("""{ "names": ["mkdir"], "action": "SCMP_ACT_LOG", "args": [{ "index": 6, "value": 0, "op": "SCMP_CMP_EQ" }] }"""),
            Rule("""{ "names": ["mkdir"], "action": "SCMP_ACT_LOG", "args": [{ "index": 0, "value": 0, "op": "EQ" }] }"""),
            Rule("""{ "names": ["mkdir"], "action": "SCMP_ACT_LOG", "args": [{ "index": 0, "value": -1, "op": "SCMP_CMP_EQ" }] }"""),
        ]
        select Bad("/linux/seccomp", profile);

    private static IEnumerable<HostileInput> Hooks() =>
    [
        .. from hook in (string[])
           [
               """{ "path": "" }""", """{ "path": "relative" }""", """{ "path": "/no/such/hook" }""", """{ "path": "/etc" }""",
               """{ "path": "/etc/passwd" }""",
               """{ "path": "/bin/false" }""", """{ "path": "/bin/true", "timeout": 0 }""", """{ "path": "/bin/true", "timeout": -1 }""",
               """{ "path": "/bin/true", "env": ["NOVALUE"] }""",
               """{ "path": "/bin/sh", "args": ["sh", "-c", "printf '\u001b[31mred\n\n\u0007\\377' >&2; exit 3"] }""",
               """{ "path": "/bin/sh", "args": ["sh", "-c", "kill -9 $$"] }""",
               """{ "path": "/bin/sh", "args": ["sh", "-c", "sleep 100"], "timeout": 1 }""",
               """{ "path": "/bin/sh", "args": ["sh", "-c", "head -c 3000000 /dev/zero >&2; exit 1"] }""", """{ "path": "/\u001b\n" }""",
               $$"""{ "path": "/{{TooLong}}" }""",
           ]
           from kind in (string[])["createRuntime", "prestart"]
           select Bad($"/hooks/{kind}", $"[{hook}]", "/hooks"),
        Odd("/hooks/createContainer", """[{ "path": "/no/such" }]"""), Odd("/hooks/startContainer", """[{ "path": "/no/such" }]"""),
        Odd("/hooks/poststart", """[{ "path": "/no/such" }]"""), Odd("/hooks/createRuntime",
        """[{ "path": "/bin/true", "timeout": 9223372036854775807 }]"""),
        Odd("/hooks/createRuntime", """[{ "path": "/bin/true", "args": [] }]"""),
    ];

    private static IEnumerable<HostileInput> Resources() =>
    [
        .. from path in (string[])["/", "//", "/.", ".", "..", "../x", "/../..", "/a/../../b", "/..", "a/../..", "./.."]
           select Odd("/linux/cgroupsPath", Quoted(path)),
        .. from path in (string[])["/a\nb", "/" + TooLong, Times(3000, "/x"), "\n"]
           select new HostileInput($"cgroupsPath {Short(path)}", scene => scene.Raw("/linux/cgroupsPath",
               Quoted($"/{scene.Id}{path}")), "") { MayWork = true },
        .. from unified in (string[])["", ".", "..", "../x", "a/b", "cgroup.procs", "no.such", "memory.max\n", TooLong]
           select Bad("/linux/resources/unified", $$"""{ {{Quoted(unified)}}: "1" }""", "/linux/resources"),
        .. from rule in (string[])
           [
               """{ "allow": true, "access": "x" }""", """{ "allow": true, "access": "" }""", """{ "allow": true, "access": "rwmrwmz" }""",
               """{ "allow": true, "type": "p", "access": "r" }""", """{ "allow": true, "type": "c", "major": -2 }""",
               """{ "access": "r" }""",
           ]
           select Bad("/linux/resources/devices", $"[{rule}]", "/linux/resources/devices/0"),
        Bad("/linux/resources/memory", """{ "limit": 100, "swap": 50 }"""), Bad("/linux/resources/cpu", """{ "quota": 10, "burst": 20 }"""),
        Bad("/linux/resources/cpu", """{ "cpus": "9-2" }"""), Bad("/linux/resources/cpu", """{ "cpus": "a" }"""),
        Bad("/linux/resources/cpu", """{ "cpus": "0-99999999" }"""),
        Bad("/linux/resources/cpu", """{ "period": 1 }"""), Bad("/linux/resources/cpu", """{ "quota": 1 }"""),
        Odd("/linux/resources/pids", """{ "limit": -9223372036854775808 }"""), Odd("/linux/resources/pids", """{ "limit": 0 }"""),
        Odd("/linux/resources/memory", """{ "limit": 1 }"""), Odd("/linux/resources/memory", """{ "limit": -9223372036854775808 }"""),
        Bad("/linux/resources/hugepageLimits", """[{ "pageSize": "3MB", "limit": 1 }]"""),
        Bad("/linux/resources/rdma", """{ "no_such_0": { "hcaHandles": 1 } }"""),
        Odd("/linux/resources/blockIO", """{ "weight": 1 }"""), Bad("/linux/resources/blockIO",
        """{ "weightDevice": [{ "major": 8, "minor": 0 }] }"""),
        Bad("/linux/resources/network", """{ "priorities": [{ "name": "no-such-device", "priority": 1 }] }"""),
        Bad("/linux/resources/network", """{ "priorities": [{ "name": "a b\n", "priority": 1 }] }"""),
    ];

    private static IEnumerable<HostileInput> Terminal() =>
    [
        Bad("/process/terminal", "true"), Bad("/process/consoleSize", """{ "height": 65536, "width": 1 }"""),
        Bad("/process/consoleSize", """{ "height": 1 }"""),
    ];

    private static IEnumerable<HostileInput> Many() =>
    [
        Odd("/process/env", $"[{string.Join(',', Enumerable.Range(0, 100_000).Select(static i => $"\"V{i}=x\""))}]"),
        Bad("/process/env", $"[{string.Join(',', Enumerable.Repeat("\"V\"", 300_000))}]"),
        Odd("/process/args", $"[{string.Join(',', Enumerable.Repeat("\"/bin/true\"", 300_000))}]"),
        Bad("/process/args", $"[\"/bin/true\",{Quoted(new string('x', 10 << 20))}]", "/process/args"),
        Bad("/process/env", $"[{Quoted("V=" + new string('x', 10 << 20))}]"),
        .. LongButRead(),
        Bad("/hostname", Quoted(new string('h', 10 << 20))), Bad("/process/cwd", Quoted("/" + new string('c', 10 << 20))),
        Bad("/linux/sysctl", $$"""{ {{Quoted("net." + new string('s', 10 << 20))}}: "1" }"""),
        Bad("/root/path", Quoted("/" + new string('r', 10 << 20))), Bad("/annotations",
        $$"""{ "a": {{Quoted(new string('a', 10 << 20))}} }"""),
        Bad("/linux/cgroupsPath", Quoted("/" + new string('c', 10 << 20))), Bad("/linux/cgroupsPath", Quoted(Times(512, "/c") + "c")),
        Odd("/linux/cgroupsPath", Quoted(Times(512, "/c"))),
        Odd("/linux/resources/devices",
            List(2000, static i =>
                $$"""{ "allow": {{(i % 2 == 0 ? "true" : "false")}}, "type": "c", "major": {{i}}, "minor": 1, "access": "rw" }""")),
        Odd("/linux/maskedPaths", $"[{string.Join(',', Enumerable.Range(0, 10_000).Select(static i => $"\"/no/such/{i}\""))}]"),
        Bad("/linux/namespaces", $"[{string.Join(',', Enumerable.Repeat("""{ "type": "pid" }""", 100_000))}]"),
        Bad("/linux/devices", $"[{string.Join(',', Enumerable.Repeat("""{ "type": "p", "path": "x" }""", 100_000))}]"),
        Bad("/process/rlimits", $"[{string.Join(',', Enumerable.Repeat("""{ "type": "RLIMIT_CORE", "soft": 1, "hard": 0 }""", 50_000))}]"),
        Bad("/process/capabilities/bounding", $"[{string.Join(',', Enumerable.Repeat("1", 300_000))}]"),
        Odd("/process/capabilities/bounding", $"[{string.Join(',', Enumerable.Range(0, 20_000).Select(static i => $"\"CAP_{i}\""))}]"),
    ];

    private static IEnumerable<HostileInput> LongButRead()
    {
        string text = new('x', 1_000_000);
        foreach (string pointer in (string[])["/root/path", "/process/cwd", "/mounts/0/destination", "/mounts/0/source",
            "/mounts/0/type", "/mounts/0/options/0"])
            yield return Bad(pointer, Quoted($"/{text}"), "/");
        foreach (string pointer in (string[])["/linux/maskedPaths/0", "/linux/readonlyPaths/0", "/process/args/0",
            "/process/args/1", "/process/env/0"])
            yield return Odd(pointer, Quoted($"/{text}=x"));
        yield return Odd("/annotations/key", Quoted(text));
        yield return Bad("/linux/namespaces/1", $$"""{ "type": "network", "path": "/{{text}}" }""", "/linux/namespaces");
        yield return Bad("/linux/devices", $$"""[{ "type": "p", "path": "/dev/{{text}}" }]""");
        yield return Bad("/hooks/createRuntime", $$"""[{ "path": "/{{text}}" }]""", "/hooks");
        yield return Bad("/linux/sysctl", $$"""{ "net.{{text}}": "1" }""");
        yield return Bad("/linux/sysctl", $$"""{ "net.ipv4.ip_forward": "{{text}}" }""");
        yield return Bad("/process/selinuxLabel", Quoted(text));
        yield return Bad("/process/apparmorProfile", Quoted(text));
        yield return Bad("/linux/intelRdt", $$"""{ "closID": "{{text}}" }""");
        yield return Bad("/linux/netDevices", $$"""{ "{{text}}": {} }""");
        yield return Bad("/linux/seccomp",
            $$"""{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["{{text}}"], "action": "{{text}}" }] }""");
        yield return Odd("/linux/seccomp",
            $$"""{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["{{text}}"], "action": "SCMP_ACT_LOG" }] }""");
        yield return Bad("/linux/resources/unified", $$"""{ "{{text}}": "1" }""", "/linux/resources");
        yield return Odd("/process/capabilities/bounding", $"[{Quoted(text)}]");
    }

    private static string List(int count, Func<int, string> json) =>
        $"[{string.Join(',', Enumerable.Range(0, count).Select(json))}]";

    private static string Pair(string json) => $"[{json},{json}]";
}
