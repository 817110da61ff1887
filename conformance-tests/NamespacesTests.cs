using System;
using System.IO;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>config-linux.md, section Namespaces.</summary>
public sealed class NamespacesTests(Workspace workspace) : ContainerTest(workspace)
{
    [Theory]
    [InlineData("pid", "pid")]
    [InlineData("network", "net")]
    [InlineData("mount", "mnt")]
    [InlineData("ipc", "ipc")]
    [InlineData("uts", "uts")]
    [InlineData("user", "user")]
    [InlineData("cgroup", "cgroup")]
    [InlineData("time", "time")]
    public void A_namespace_without_a_path_is_a_new_one(string type, string file)
    {
        Container container = NewContainer();
        if (type == "user")
            container.Config.UserNamespace(100000, 1000);
        else
            container.Config.Namespace(type);
        Assert.NotEqual(OfHost(file), container.RunScript($"readlink /proc/self/ns/{file}").Text);
    }

    [Theory]
    [InlineData("network", "net")]
    [InlineData("ipc", "ipc")]
    [InlineData("cgroup", "cgroup")]
    [InlineData("uts", "uts")]
    [InlineData("pid", "pid")]
    [InlineData("user", "user")]
    [InlineData("time", "time")]
    public void A_namespace_that_is_not_listed_stays_the_hosts(string type, string file)
    {
        Container container = NewContainer();
        container.Config.WithoutNamespace(type);
        if (type == "network")
            ShareSysfsOfHost(container);
        if (type == "uts")
            container.Config.Without("/hostname");
        Assert.Equal(OfHost(file), container.RunScript($"readlink /proc/self/ns/{file}").Text);
    }

    [Fact]
    public void Without_a_pid_namespace_the_process_has_an_id_of_the_host_and_kill_still_ends_it()
    {
        Container container = NewContainer();
        container.Config.WithoutNamespace("pid").Script("echo $$ >/tmp/new; mv /tmp/new /tmp/pid; sleep 100");
        container.Started();
        Patiently.Until("the id is written", () => File.Exists(container.Inside("/tmp/pid")));
        Assert.Equal($"{container.Pid}\n", File.ReadAllText(container.Inside("/tmp/pid")));
        container.Kill("KILL").Succeeded();
        container.AwaitStopped();
    }

    [Theory]
    [InlineData("pid", "pid")]
    [InlineData("network", "net")]
    [InlineData("ipc", "ipc")]
    [InlineData("uts", "uts")]
    [InlineData("cgroup", "cgroup")]
    [InlineData("time", "time")]
    public void A_namespace_with_a_path_is_joined(string type, string file)
    {
        Container owner = NewContainer();
        owner.Config.Namespace(type).Args("sleep", "100");
        owner.Started();
        string path = $"/proc/{owner.Pid}/ns/{file}";

        Container guest = NewContainer();
        guest.Config.Namespace(type, path).Without("/hostname");
        Assert.Equal(LinkOf(path), guest.RunScript($"readlink /proc/self/ns/{file}").Text);
    }

    [Fact]
    public void A_user_namespace_with_a_path_is_joined_together_with_the_others_that_it_owns()
    {
        Container owner = NewContainer();
        owner.Config.UserNamespace(100000, 1000).Args("sleep", "100");
        owner.Started();

        Container guest = NewContainer();
        guest.Config.Namespace("user", $"/proc/{owner.Pid}/ns/user").Namespace("network", $"/proc/{owner.Pid}/ns/net");
        Outcome run = guest.RunScript(
            "readlink /proc/self/ns/user; readlink /proc/self/ns/net; cat /proc/self/uid_map");
        Assert.Equal(LinkOf($"/proc/{owner.Pid}/ns/user"), run.Lines[0]);
        Assert.Equal(LinkOf($"/proc/{owner.Pid}/ns/net"), run.Lines[1]);
        Assert.Contains("100000", run.Lines[2]);
    }

    [Fact]
    public void A_mount_namespace_with_a_path_is_joined()
    {
        // A copy of the host's mounts, in which the bundle has the same path.
        using var owner = new HostCommand("/", ["unshare", "--mount", "sleep", "100"]);
        string path = $"/proc/{owner.Pid}/ns/mnt";
        Patiently.Until("the mount namespace is there", () => LinkOf(path) != OfHost("mnt"));

        Container guest = NewContainer();
        guest.Config.Namespace("mount", path);
        Assert.Equal(LinkOf(path), guest.RunScript("readlink /proc/self/ns/mnt").Text);
    }

    [Theory]
    [InlineData("network", "/proc/self/ns/uts")]
    [InlineData("ipc", "/proc/self/ns/net")]
    [InlineData("uts", "/etc/passwd")]
    [InlineData("pid", "/proc/self/ns/net")]
    [InlineData("cgroup", "/no/such/namespace")]
    public void A_path_of_another_type_is_refused_and_leaves_nothing(string type, string path)
    {
        Container container = NewContainer();
        container.Config.Namespace(type, path);
        container.Create().Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_namespace_listed_twice_is_refused()
    {
        Container container = NewContainer();
        container.Config.With("/linux/namespaces/-", """{ "type": "ipc" }""");
        container.Create().Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void An_unknown_namespace_is_refused()
    {
        Container container = NewContainer();
        container.Config.Namespace("astral");
        container.Create().Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_domain_name_is_set_in_the_uts_namespace()
    {
        Container container = NewContainer();
        container.Config["/domainname"] = "domain.example";
        Assert.Equal("domain.example", container.RunScript("cat /proc/sys/kernel/domainname").Text);
    }

    [Fact]
    public void Several_id_ranges_are_mapped_in_their_order()
    {
        Container container = NewContainer();
        const string Ranges = """
            [{ "containerID": 0, "hostID": 100000, "size": 10 }, { "containerID": 1000, "hostID": 200000, "size": 5 }]
            """;
        container.Config.Namespace("user").With("/linux/uidMappings", Ranges).With("/linux/gidMappings", Ranges);
        // The default terminal group 5 is within the first range.
        string[] lines = container.RunScript("cat /proc/self/uid_map /proc/self/gid_map").Lines;
        Assert.Equal(["0 100000 10", "1000 200000 5", "0 100000 10", "1000 200000 5"],
            Array.ConvertAll(lines, line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    [Theory]
    [InlineData("pid", "pid")]
    [InlineData("network", "net")]
    [InlineData("ipc", "ipc")]
    [InlineData("cgroup", "cgroup")]
    [InlineData("time", "time")]
    public void Two_containers_at_once_have_different_namespaces(string type, string file)
    {
        Container first = NewContainer(), second = NewContainer();
        foreach (Container container in (Container[])[first, second])
        {
            container.Config.Namespace(type);
            container.Created();
        }
        Assert.NotEqual(LinkOf($"/proc/{first.Pid}/ns/{file}"), LinkOf($"/proc/{second.Pid}/ns/{file}"));
    }

    [Theory]
    [InlineData("user", "/proc/self/ns/pid")]
    [InlineData("mount", "/proc/self/ns/net")]
    [InlineData("time", "/proc/self/ns/ipc")]
    [InlineData("network", "/dev/null")]
    [InlineData("network", "/proc/self/ns")]
    [InlineData("network", "proc/self/ns/net")]
    public void A_path_that_leads_to_no_such_namespace_is_refused(string type, string path)
    {
        Container container = NewContainer();
        container.Config.Namespace(type, path);
        container.Refused();
    }

    [Fact]
    public void A_path_that_leads_to_a_pipe_is_refused_at_once()
    {
        string pipe = NewDirectory() + "/pipe";
        HostCommand.Run("mkfifo", pipe).Succeeded();
        Container container = NewContainer();
        container.Config.Namespace("network", pipe);
        container.Refused();
    }

    [Fact]
    public void A_hostname_needs_a_uts_namespace_of_the_containers_own()
    {
        Container container = NewContainer();
        container.Config.WithoutNamespace("uts");
        container.Refused();
    }

    [Fact]
    public void A_hostname_that_the_kernel_cannot_take_is_refused()
    {
        Container container = NewContainer();
        container.Config["/hostname"] = new string('x', 65);
        container.Refused();
    }

    // sysfs can only be mounted by who owns the network namespace's user namespace; here the host's is bound in.
    private static void ShareSysfsOfHost(Container container) =>
        container.Config.WithoutMount("/sys").Mount("/sys", "bind", "/sys", "rbind", "ro");

    private static string OfHost(string file) => LinkOf($"/proc/self/ns/{file}");

    private static string LinkOf(string path) => HostCommand.Run("readlink", path).Succeeded().Text;
}
