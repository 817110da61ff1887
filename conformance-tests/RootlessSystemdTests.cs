using System.IO;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>Cgroups that an ordinary user's own systemd makes.</summary>
public sealed class RootlessSystemdTests : ContainerTest
{
    private const string Manager = "/lib/systemd/systemd";

    private readonly OrdinaryUser _user;
    private readonly string _unit;

    public RootlessSystemdTests(Workspace workspace)
        : base(workspace)
    {
        Assert.SkipUnless(
            CgroupFiles.IsV2 && File.Exists(Manager) && File.ReadAllText("/proc/1/comm").Trim() == "systemd",
            "process 1 is not systemd with cgroup v2");
        string directory = NewDirectory();
        _user = new OrdinaryUser(directory);
        _unit = $"rootless-{Path.GetFileName(directory)}.service";
    }

    [Fact]
    public void The_container_is_in_a_scope_of_the_user_with_its_limits()
    {
        string script = WriteScript();
        try
        {
            HostCommand.Run("systemd-run", "--unit", _unit, "-p", "Delegate=yes", "-p", "KillMode=mixed", "sh", script).Succeeded();
            string manager = Show("ControlGroup"), cgroup = "/sys/fs/cgroup" + manager;
            Patiently.Until("the user's systemd listens", () => File.Exists($"{_user.Runtime}/systemd/private"));
            // As in a terminal of the user's session, that he may move processes from.
            _user.Preparation = $"""
                mkdir -p {cgroup}/caller
                chown {OrdinaryUser.Id} {cgroup}/caller/cgroup.*
                echo $$ >{cgroup}/caller/cgroup.procs
                """;
            HoldsLimits(_user.Take(NewContainer()), manager);
        }
        finally
        {
            HostCommand.Run("systemctl", "stop", _unit);
        }
    }

    private static void HoldsLimits(Container container, string manager)
    {
        container.GlobalFlags = ["--systemd-cgroup"];
        container.Config.With("/linux/resources", """
            { "memory": { "limit": 67108864 }, "pids": { "limit": 33 }, "devices": [{ "allow": false, "access": "rwm" }] }
            """).Args("sleep", "1000");
        container.Started().AwaitProgram("sleep");
        string cgroup = File.ReadAllText($"/proc/{container.Pid}/cgroup").Trim();
        Assert.Matches($"^0::{manager}/user.slice/[^/]*{container.Id}.scope$", cgroup);
        Assert.Equal("67108864", container.ReadCgroup("memory", "", "memory.max"));
        Assert.Equal("33", container.ReadCgroup("pids", "", "pids.max"));
        container.Ask("update", "--pids-limit", "44", container.Id).Succeeded();
        Assert.Equal("44", container.ReadCgroup("pids", "", "pids.max"));
        container.Ask("pause", container.Id).Succeeded();
        Assert.Equal("paused", container.Status());
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    // What user@.service does, for a user whom only his commands know: the delegated cgroup is given to him.
    private string WriteScript()
    {
        string script = $"{_user.Runtime}.sh";
        File.WriteAllText(script, $"""
            own=/sys/fs/cgroup$(sed -n s/^0:://p /proc/self/cgroup)
            chown {OrdinaryUser.Id} $own $own/cgroup.procs $own/cgroup.subtree_control $own/cgroup.threads
            export XDG_RUNTIME_DIR={_user.Runtime} HOME=/
            exec setpriv --reuid {OrdinaryUser.Id} --regid {OrdinaryUser.Id} --clear-groups {Manager} --user
            """);
        return script;
    }

    private string Show(string property) =>
        HostCommand.Run("systemctl", "show", "--value", "-p", property, _unit).Succeeded().Text.Trim();
}
