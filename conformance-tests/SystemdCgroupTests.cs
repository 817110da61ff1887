using System;
using System.IO;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>
/// Cgroups through systemd (<c>--systemd-cgroup</c>), where <c>linux.cgroupsPath</c> is <c>slice:prefix:name</c>.
/// </summary>
public sealed class SystemdCgroupTests : ContainerTest
{
    private const string Slice = "conformance.slice";

    public SystemdCgroupTests(Workspace workspace)
        : base(workspace) =>
        Assert.SkipUnless(
            Directory.Exists("/run/systemd/system") && File.ReadAllText("/proc/1/comm").Trim() == "systemd",
            "process 1 is not systemd");

    [Fact]
    public void The_process_is_in_a_scope_of_the_slice()
    {
        Container container = InScope().Created();
        Assert.Contains($"/{Slice}/conformance-{container.Id}.scope", File.ReadAllText($"/proc/{container.Pid}/cgroup"));
        Assert.Equal("active", Show(container, "ActiveState"));
        Assert.Equal("yes", Show(container, "Delegate"));
    }

    [Fact]
    public void A_dash_in_the_name_of_a_slice_leads_one_level_down()
    {
        Container container = InScope("conformance-a-b.slice");
        container.Created();
        Assert.Contains(
            $"/{Slice}/conformance-a.slice/conformance-a-b.slice/conformance-{container.Id}.scope",
            File.ReadAllText($"/proc/{container.Pid}/cgroup"));
    }

    [Fact]
    public void Without_a_path_it_is_in_the_slice_of_the_system()
    {
        Container container = InScope();
        container.Config.Without("/linux/cgroupsPath");
        container.Created();
        string cgroup = File.ReadAllText($"/proc/{container.Pid}/cgroup");
        Assert.Contains($"{container.Id}.scope", cgroup);
        Assert.Contains("/system.slice/", cgroup);
    }

    [Fact]
    public void The_program_sees_its_cgroup_and_may_make_others_in_it()
    {
        Container container = InScope();
        container.Config.Mount("/cgroup", "cgroup", "cgroup", "rw").Namespace("cgroup");
        string output = container.RunScript(
            "cat /proc/self/cgroup; cd /cgroup; [ -e cgroup.procs ] || cd pids; mkdir deeper && echo made").Text;
        Assert.Contains(":/\n", output);
        Assert.Contains("made", output);
    }

    [Theory]
    [InlineData("/linux/resources/memory", """{"limit": 67108864}""", "MemoryMax", "67108864")]
    [InlineData("/linux/resources/pids", """{"limit": 33}""", "TasksMax", "33")]
    [InlineData("/linux/resources/cpu", """{"quota": 50000, "period": 100000}""", "CPUQuotaPerSecUSec", "500ms")]
    [InlineData("/linux/resources/cpu", """{"cpus": "0"}""", "AllowedCPUs", "0")]
    public void Systemd_knows_the_limits(string pointer, string json, string property, string value)
    {
        Container container = InScope();
        container.Config.With(pointer, json);
        container.Created();
        Assert.Equal(value, Show(container, property));
    }

    [Fact]
    public void Limits_are_there_and_last_when_systemd_reads_its_configuration_anew()
    {
        Container container = InScope();
        container.Config.Args("sleep", "1000")
            .With("/linux/resources/memory", """{"limit": 67108864}""").With("/linux/resources/pids", """{"limit": 33}""");
        container.Started();
        Assert.Equal(("67108864", "33"), (Read(container, "memory.max"), Read(container, "pids.max")));
        HostCommand.Run("systemctl", "daemon-reload").Succeeded();
        Assert.Equal(("67108864", "33"), (Read(container, "memory.max"), Read(container, "pids.max")));
    }

    [Fact]
    public void A_quota_and_its_period_change_one_by_one_and_last()
    {
        Container container = InScope();
        container.Config.Args("sleep", "1000").With("/linux/resources/cpu", """{"quota": 30000, "period": 60000}""");
        container.Started();
        Assert.Equal("30000 60000", Read(container, "cpu.max"));
        container.Ask("update", "--cpu-quota", "-1", container.Id).Succeeded();
        Assert.Equal("max 60000", Read(container, "cpu.max"));
        // For no quota systemd writes the usual period.
        HostCommand.Run("systemctl", "daemon-reload").Succeeded();
        container.Ask("update", "--cpu-quota", "24000", container.Id).Succeeded();
        Assert.Equal("24000 60000", Read(container, "cpu.max"));
        container.Ask("update", "--cpu-period", "80000", container.Id).Succeeded();
        Assert.Equal("24000 80000", Read(container, "cpu.max"));
        container.Ask("update", "--memory", "64M", container.Id).Succeeded();
        HostCommand.Run("systemctl", "daemon-reload").Succeeded();
        Assert.Equal("24000 80000", Read(container, "cpu.max"));
    }

    [Fact]
    public void An_idle_container_that_is_made_busy_again_stays_so()
    {
        Container container = InScope();
        container.Config.Args("sleep", "1000").With("/linux/resources/cpu", """{"idle": 1}""");
        container.Started();
        Assert.Equal("1", Read(container, "cpu.idle"));
        container.Ask("update", "--cpu-idle", "0", container.Id).Succeeded();
        HostCommand.Run("systemctl", "daemon-reload").Succeeded();
        Assert.Equal(("0", "100"), (Read(container, "cpu.idle"), Read(container, "cpu.weight")));
        container.Ask("update", "--cpu-share", "512", container.Id).Succeeded();
        container.Ask("update", "--cpu-idle", "0", container.Id).Succeeded();
        HostCommand.Run("systemctl", "daemon-reload").Succeeded();
        Assert.Equal(("0", "59"), (Read(container, "cpu.idle"), Read(container, "cpu.weight")));
    }

    [Fact]
    public void Rates_of_a_block_device_are_known_to_systemd_and_last()
    {
        using var disk = BlockDisk.Need();
        string device = $"{disk.Major}:{disk.Minor}";
        Container container = InScope();
        container.Config.Args("sleep", "1000").With("/linux/resources/blockIO", $$"""
            {
              "throttleReadBpsDevice": [{ "major": {{disk.Major}}, "minor": {{disk.Minor}}, "rate": 1048576 }],
              "throttleWriteIOPSDevice": [{ "major": {{disk.Major}}, "minor": {{disk.Minor}}, "rate": 50 }]
            }
            """);
        container.Started();
        Assert.Equal($"/dev/block/{device} 1048576", Show(container, "IOReadBandwidthMax"));
        Assert.Equal($"/dev/block/{device} 50", Show(container, "IOWriteIOPSMax"));
        const string Limits = """{"blockIO": {"throttleReadBpsDevice": [{"major": MAJOR, "minor": MINOR, "rate": 2097152}]}}""";
        using HostCommand update = container.Begin(
            ["update", "-r", "-", container.Id], input: Limits.Replace("MAJOR", $"{disk.Major}").Replace("MINOR", $"{disk.Minor}"));
        update.Wait().Succeeded();
        HostCommand.Run("systemctl", "daemon-reload").Succeeded();
        Assert.Equal($"{device} rbps=2097152 wbps=max riops=max wiops=50", Read(container, "io.max"));
    }

    [Fact]
    public void Device_rules_last_when_systemd_reads_its_configuration_anew()
    {
        Container container = InScope();
        container.Config.Capabilities("CAP_MKNOD").Script("""
            mknod /kmsg c 1 11
            while [ ! -e /go ]; do sleep 0.1; done
            { read -r line </kmsg && echo open || echo shut; } >/result 2>/dev/null
            """);
        container.Started();
        HostCommand.Run("systemctl", "daemon-reload").Succeeded();
        File.WriteAllText(container.Inside("/go"), "");
        Assert.Equal("shut", container.AwaitFile("/result"));
    }

    [Theory]
    [InlineData("TimeoutStopUSec", "uint64 7000000", "TimeoutStopUSec", "7s")]
    [InlineData("TimeoutStopSec", "uint64 7", "TimeoutStopUSec", "7s")]
    [InlineData("CollectMode", "'inactive-or-failed'", "CollectMode", "inactive-or-failed")]
    [InlineData("SendSIGHUP", "true", "SendSIGHUP", "yes")]
    [InlineData("After", "['basic.target']", "After", "basic.target")]
    public void An_annotation_sets_a_property_of_the_scope(string name, string value, string property, string shown)
    {
        Container container = InScope();
        container.Config[$"/annotations/org.systemd.property.{name}"] = value;
        container.Created();
        Assert.Contains(shown, Show(container, property).Split(' '));
    }

    [Theory]
    [InlineData("NoSuchProperty", "true")]
    [InlineData("TimeoutStopSec", "seven")]
    public void An_annotation_that_systemd_cannot_use_is_refused(string name, string value)
    {
        Container container = InScope();
        container.Config[$"/annotations/org.systemd.property.{name}"] = value;
        container.Refused();
        Assert.Equal("inactive", Show(container, "ActiveState"));
    }

    [Theory]
    [InlineData("/a/b")]
    [InlineData("a.slice:b")]
    [InlineData("a:b:c")]
    [InlineData("a--b.slice:b:c")]
    public void A_path_of_another_form_is_refused(string path)
    {
        Container container = InScope();
        container.Config["/linux/cgroupsPath"] = path;
        container.Refused();
    }

    [Fact]
    public void A_scope_that_is_in_use_is_refused_and_left_alone()
    {
        Container first = InScope(), second = InScope();
        second.Config["/linux/cgroupsPath"] = $"{Slice}:conformance:{first.Id}";
        first.Created();
        second.Create().Refused();
        second.Delete("--force");
        Assert.Equal("created", first.Status());
        Assert.Equal("active", Show(first, "ActiveState"));
    }

    [Fact]
    public void Nothing_is_left_of_the_scope_after_delete()
    {
        Container container = InScope();
        container.Config.Args("sleep", "1000");
        container.Started();
        container.Delete("--force").Succeeded();
        Assert.Equal("inactive", Show(container, "ActiveState"));
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_scope_that_ended_with_its_process_is_no_hindrance_to_delete()
    {
        Container container = InScope();
        container.Config.Args("true");
        container.Started().AwaitStopped();
        Patiently.Until("the scope is gone", () => Show(container, "ActiveState") == "inactive");
        container.Delete().Succeeded();
    }

    [Fact]
    public void A_container_whose_program_cannot_run_leaves_no_scope()
    {
        Container container = InScope();
        container.Config.Args("/no/such/program");
        container.Run().Refused();
        Assert.Equal("inactive", Show(container, "ActiveState"));
    }

    [Fact]
    public void A_container_can_be_deleted_and_made_again_in_the_same_scope()
    {
        Container container = InScope();
        container.Config.Args("sleep", "1000");
        for (int i = 0; i < 3; i++)
        {
            container.Started();
            container.Delete("--force").Succeeded();
        }
    }

    private Container InScope(string slice = Slice)
    {
        Container container = NewContainer();
        container.GlobalFlags = ["--systemd-cgroup"];
        container.Config["/linux/cgroupsPath"] = $"{slice}:conformance:{container.Id}";
        return container;
    }

    private static string Show(Container container, string property) =>
        HostCommand.Run("systemctl", "show", "--value", "-p", property, $"conformance-{container.Id}.scope").Succeeded().Text.Trim();

    /// <summary>A file of the container's cgroup, by its name in version 2.</summary>
    private static string Read(Container container, string file)
    {
        string line = File.ReadLines($"/proc/{container.Pid}/cgroup").First(line => line.StartsWith("0::", StringComparison.Ordinal));
        string path = $"/sys/fs/cgroup{line[3..]}/{file}";
        Assert.SkipUnless(File.Exists(path), "the machine has its controllers in version 1");
        return File.ReadAllText(path).Trim();
    }
}
