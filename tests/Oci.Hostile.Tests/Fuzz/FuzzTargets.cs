using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Oci.Conformance.Harness;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Explain;
using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Runtime.Resctrl;
using Oci.Runtime.State;
using Oci.Runtime.Stats;
using Oci.Runtime.Systemd;
using Oci.Spec;

namespace Oci.Hostile.Tests.Fuzz;

/// <summary>Everything that reads what others wrote.</summary>
internal static class FuzzTargets
{
    private static readonly CgroupHierarchy Unified = new("/sys/fs/cgroup", "", "/", "/", IsV2: true);
    private static readonly CgroupHierarchy OneOfV1 = new("/sys/fs/cgroup/cpu", "cpu", "/", "/caller", IsV2: false);

    private static ReadOnlySpan<byte> TwoCgroupMounts =>
        "30 25 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n31 25 0:27 / /c rw - cgroup cgroup rw,cpu\n"u8;

    private static readonly HostFacts[] Hosts =
    [
        new(new CgroupLayout(CgroupKind.Unified, [Unified]), 0, 0, OwnsMachine: true), new(new CgroupLayout(CgroupKind.V1,
        [OneOfV1]), 0, 0, OwnsMachine: true),
        new(new CgroupLayout(CgroupKind.Unified, [Unified]), 1000, 1000, OwnsMachine: false),
        new(new CgroupLayout(CgroupKind.Unified, [Unified]), 0, 0, OwnsMachine: true) { Systemd = new SystemdFacts(IsUser: false,
        ControlGroup: "", Version: 252) },
    ];

    private static readonly byte[][] Configs = [Encoding.UTF8.GetBytes(DefaultConfig.Text), .. ConfigsOfPlans()];

    private static readonly string[] Names = [.. Configs.SelectMany(static config => NamesIn(Encoding.UTF8.GetString(config))).Distinct()];

    public static IReadOnlyList<FuzzTarget> All { get; } = [.. Documents(), .. Records(), .. Texts(), .. KernelFiles(),
        CommandLineTarget.Target];

    public static FuzzTarget Of(string name) => All.Single(target => target.Name == name);

    private static IEnumerable<FuzzTarget> Documents() =>
    [
        new("config", Config) { Seeds = Configs, Words = Names, IsJson = true },
        new("process", static input => Process(ConfigJson.ReadProcess(input, "process.json")))
        {
            Seeds = [.. Configs.Select(static config => PartOf(config, "process"))], Words = Names, IsJson = true,
        },
        new("resources", static input => Resources(ConfigJson.ReadResources(input, "resources.json")))
        {
            Seeds = [.. Configs.Select(static config => PartOf(config, "linux", "resources"))], Words = Names, IsJson = true,
        },
        new("state", static input => $"{StateJson.Read(input, "state.json").Status}")
        {
            Seeds = ["""{"ociVersion":"1.0.2","id":"a","status":"running","pid":1,"bundle":"/b","annotations":{"a":"b"}}"""u8.ToArray()],
            IsJson = true,
        },
        new("features", static input => $"{FeaturesJson.Read(input, "features.json").Linux is null}")
        {
            Seeds = [FeaturesJson.Write(Oci.Runtime.Lifecycle.DescribeFeatures.Document([]))], IsJson = true,
        },
    ];

    private static string Config(byte[] input)
    {
        ContainerSpec spec = ConfigJson.Read(input, "config.json");
        if (ConfigJson.Read(ConfigJson.Write(spec), "config.json") != spec)
            throw new InvalidOperationException("what is written is not what was read");
        HostFacts host = Hosts[input.Length % Hosts.Length];
        LaunchPlan plan = Planner.Plan(spec, host, new LaunchRequest("ID", "/bundle",
            "/run/ociruntime") { StartsAtOnce = input.Length % 2 == 0 });
        byte[] bytes = PlanCodec.Encode(plan.Init);
        if (!PlanCodec.Decode(bytes).SequenceEqual(plan.Init))
            throw new InvalidOperationException("the plan that is received is not the one that was sent");
        _ = ExplainText.Write(plan, "/bundle");
        _ = ExplainJson.Write(plan, "/bundle");
        _ = ExplainShell.Write(plan, "/bundle");
        return string.Join(' ', plan.Init.Select(static step => step.Tag).Distinct());
    }

    private static string Process(ProcessSpec process)
    {
        var facts = new ExecFacts { Uid = 0, OwnsMachine = true, Namespaces = 0x20000000 };
        ContainerSpec spec = ConfigJson.Read(Configs[0], "config.json");
        ProcessSpec given = ExecProcess.Given(process, spec.Process);
        LaunchPlan plan = ExecPlanner.Plan(spec, given, facts, new ExecRequest("ID", "/run/ociruntime"));
        return string.Join(' ', PlanCodec.Decode(PlanCodec.Encode(plan.Init)).Select(static step => step.Tag).Distinct());
    }

    private static string Resources(ResourcesSpec resources)
    {
        int instructions = DeviceProgram.Compile(DeviceRules.From(resources.Devices)).Length;
        IEnumerable<CgroupSetting> settings = V1Settings.Of(resources).Concat(V2Settings.Of(resources));
        return $"{instructions / 8} {string.Join(' ', settings.Select(static setting => setting.Property))}";
    }

    private static IEnumerable<FuzzTarget> Records()
    {
        byte[] record = SampleRecord.Bytes;
        yield return new("record", static input => $"{ContainerRecord.FromJson(input, "record.json").Phase}") { Seeds = [record],
            IsJson = true };
        yield return new("remains", static input => $"{RecordRemains.Read(input).Cgroups.Count}") { Seeds = [record], IsJson = true };
        yield return new("end", static input => $"{KeptEnd.TryParse(input)?.Finished is null}")
        {
            Seeds = [new KeptEnd(137, DateTimeOffset.UnixEpoch).ToJson(), new KeptEnd(0, null).ToJson()],
            Words = ["\"exitCode\"", "\"finishedAt\"", "\"exitCod\\ud800\"", "\\ud800", "\\u0065", "1e5", "-2147483649"], IsJson = true,
        };
        yield return new("plan", static input => string.Join(' ', PlanCodec.Decode(input).Select(static step => step.Tag).Distinct()))
        {
            Seeds = [.. Configs.Select(PlanOf).Where(static plan => plan.Length > 0)],
        };
        yield return new("dbus", DBus)
        {
            Seeds =
            [
                DBusMessage.Call(1, new DBusMethod("org.freedesktop.systemd1", "/org/freedesktop/systemd1",
                    "org.freedesktop.systemd1.Manager", "StartTransientUnit"),
                    DBusValue.Of("a.scope"), DBusValue.Of("replace"), DBusValue.Of(7ul), DBusValue.Of(true), DBusValue.Texts("a", "b")),
            ],
        };
    }

    private static string DBus(byte[] input)
    {
        if (input.Length < DBusMessage.PrefixSize)
            return "short";
        int length = DBusMessage.LengthOf(input);
        if (length > input.Length)
            return "not whole";
        DBusMessage message = DBusMessage.Parse(input.AsSpan(0, length));
        return $"{message.Kind} {message.Signature} {message.ErrorText.Length}";
    }

    private static byte[] PlanOf(byte[] config)
    {
        try
        {
            return PlanCodec.Encode(Planner.Plan(ConfigJson.Read(config, ""), Hosts[0], new LaunchRequest("ID", "/bundle",
                "/run/ociruntime")).Init);
        }
        catch (Oci.Runtime.RuntimeFailure)
        {
            return []; // for another host
        }
    }

    private static IEnumerable<FuzzTarget> Texts() =>
    [
        FuzzTarget.OfText("cgroupsPath", CgroupsPath, "/a/b", "a", "../x", "/./a//b/", "system.slice:a:b", "a-b.slice::x"),
        FuzzTarget.OfText("mountOptions", static text => $"{MountOptions.Parse([.. text.Split(',')]).Set}",
            "ro,nosuid,size=5k,idmap=uids=0-1-2;gids=3-4-5", "rbind,rslave,shared,tmpcopyup", "rro,norelatime"),
        FuzzTarget.OfText("numberList", static text => NumberList.TryParse(text,
            out ValueList<NumberRange> ranges) ?? $"{NumberList.MaskOf(ranges).Length}", "0-3,7", "32767", " 1 - 2,,"),
        FuzzTarget.OfText("sysctl", static text => SysctlName.PathOf(text), "net.ipv4.ip_forward", "kernel/shm_rmid_forced"),
        FuzzTarget.OfText("systemdProperty", static text => PropertyText.Parse(text).Signature, "uint64 5", "'text'",
            "@as ['a', \"b\"]", "[(1, 'x'), (2, \"\\u00e9\")]", "{'a': <true>}", "b'bytes'", "-1.5e3", "nan")
            with { Documented = typeof(FormatException) },
        FuzzTarget.OfText("systemdAnnotation",
            static text => PropertyAnnotations.Of([new NamedValue("org.systemd.property.TimeoutStopSec", text)])[0].Name, "5",
            "uint64 5", "1.5", "-1", "int32 -1", "inf"),
        FuzzTarget.OfText("systemdAddress", static text => SystemdAddress.PathIn(text) is null ? "none" : "path",
            "unix:path=/run/user/1000/bus,guid=1;tcp:host=x", "unix:path=%2ftmp%ff"),
        FuzzTarget.OfText("id",
            static text => ContainerId.IsValid(text) && (text.Contains('/') || text[0] == '.')
            ? throw new InvalidOperationException("no id") : $"{ContainerId.IsValid(text)}", "a", "a.b-c_d+e"),
    ];

    private static string CgroupsPath(string text)
    {
        foreach (CgroupHierarchy hierarchy in (CgroupHierarchy[])[Unified, OneOfV1])
        {
            string directory = CgroupPath.DirectoryIn(hierarchy, text, "ID");
            if (!directory.StartsWith(hierarchy.MountPoint + "/", StringComparison.Ordinal) || $"{directory}/".Contains("/../",
                StringComparison.Ordinal))
                throw new InvalidOperationException($"{directory} is outside");
        }
        int levels = text.Contains(':') ? UnitPlace.Of(text, "ID", isUser: false).Path.Split('/').Length : 0;
        return $"inside, {text.Split('/').Length} {levels}";
    }

    private static IEnumerable<FuzzTarget> KernelFiles() =>
    [
        new("mountinfo", static input => $"{CgroupLayout.Parse(input, "0::/a\n4:cpu,cpuacct:/b\n1:name=systemd:/"u8).Kind} {Fields(input)}")
        {
            Seeds =
            [
                "30 25 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"u8.ToArray(),
                "31 25 0:27 /x\\040y /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"u8.ToArray(),
                "32 25 0:28 / /proc\\134 rw - proc proc rw\n33 25 0:29 / /x rw - sysfs sysfs rw\n"u8.ToArray(),
            ],
            Words = [" - cgroup ", " - cgroup2 ", "rw,cpu,cpuacct", "\\040", "\\777", "name=systemd", "shared:1"],
        },
        new("selfCgroup",
        static input =>
        $"{CgroupLayout.Parse(TwoCgroupMounts, input).Hierarchies.Count}")
        {
            Seeds = ["0::/a/b\n4:cpu,cpuacct:/b\n1:name=systemd:/\n"u8.ToArray()], Words = ["::", "0::/", ":cpu:", "/.."],
        },
        new("passwd",
        static input =>
        Accounts(input))
        {
            Seeds = ["root:x:0:0:root:/root:/bin/sh\nsomeone:x:1000:1000::/home:/bin/sh\n"u8.ToArray(),
                "wheel:x:10:root,someone\n"u8.ToArray()],
            Words = [":", "root:", "someone:x:", "wheel:x:", "4294967296"],
        },
        new("procStat", static input => $"{ProcFs.ParseStat(input)?.State}")
        {
            Seeds = [Encoding.ASCII.GetBytes($"1 (a b) c) S {string.Join(' ', Enumerable.Range(0, 49))}")], Words = [")", "(", " "],
        },
        new("uidMap",
        static input => $"{HostFacts.IsInitialUserNamespace(input)}") { Seeds = ["         0          0 4294967295\n"u8.ToArray()] },
        FuzzTarget.OfText("stats", Statistics, "some avg10=0.00 avg60=1.50 avg300=0 total=5\nfull avg10=x total=max\n",
            "usage_usec 5\nsystem_usec 18446744073709551616\n", "8:0 rbytes=1 wbytes=2 rios=x\n8:16 Read 5\nTotal 5\n",
            "cpu user system\n0 1 2\n1 3 4\n", "0-3,7\n", "max\n", "L3:0=ff;1=f\n   MB:0=50\n"),
        FuzzTarget.OfText("schemata",
            static text => $"{Schema.Holds(text.Split('|')[0], text.Split('|')[^1])} {RdtSchemata.Of(text)}"[..4],
            "L3:0=ff;1=f|L3:0=0ff;1=f\nMB:0=50", "MB:0=x"),
    ];

    private static string Accounts(byte[] input) => string.Join(' ', (bool[])
    [
        PasswdFile.HomeOf(input, 0) is null, PasswdFile.NameOf(input, 1000) is null, PasswdFile.Find(input, "someone") is null,
        PasswdFile.FindGroup(input, "wheel") is null,
    ]);

    private static int Fields(byte[] input)
    {
        int count = 0;
        foreach (Range range in input.AsSpan().Split((byte)'\n'))
        {
            if (MountInfoLine.TryParse(input.AsSpan()[range], out MountInfoLine line))
                count += MountInfoLine.Unescape(line.MountPoint).Length > 0 && MountInfoLine.Unescape(line.Root).Length > 0 ? 1 : 0;
        }
        return count;
    }

    private static string Statistics(string text)
    {
        var files = new SameEverywhere(text);
        byte[] line = EventJson.Stats("ID", V2Stats.Read(files));
        byte[] older = EventJson.Stats("ID", V1Stats.Read(files));
        return $"{line.Length / 16} {older.Length / 16}";
    }

    /// <summary>Every file has the same content.</summary>
    private sealed class SameEverywhere(string text) : StatFiles
    {
        public override string TryRead(string controller, string file) => text;

        public override IReadOnlyList<string> Names(string controller) => ["hugetlb.2MB.current", "hugetlb.2MB.usage_in_bytes",
            "hugetlb..current", text];
    }

    private static byte[] PartOf(byte[] config, params string[] names)
    {
        System.Text.Json.Nodes.JsonNode? node = System.Text.Json.Nodes.JsonNode.Parse(config);
        foreach (string name in names)
            node = node?[name];
        return Encoding.UTF8.GetBytes(node?.ToJsonString() ?? "{}");
    }

    private static IEnumerable<string> NamesIn(string config) =>
        System.Text.RegularExpressions.Regex.Matches(config, "\"([^\"\\\\]{1,40})\"").Select(static match => match.Groups[1].Value);

    private static IEnumerable<byte[]> ConfigsOfPlans()
    {
        string? place = AppContext.BaseDirectory;
        while (place is not null && !Directory.Exists(Path.Combine(place, "tests", "Oci.Runtime.Tests", "Plans")))
            place = Path.GetDirectoryName(place);
        string plans = Path.Combine(place ?? throw new DirectoryNotFoundException("tests/Oci.Runtime.Tests/Plans"), "tests",
            "Oci.Runtime.Tests", "Plans");
        return Directory.EnumerateFiles(plans, "config.json",
            SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes);
    }
}
