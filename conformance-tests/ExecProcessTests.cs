using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary><c>exec</c>: what the process is, from config.json, a file and flags.</summary>
public sealed class ExecProcessTests(Workspace workspace) : ContainerTest(workspace)
{
    private const int Failed = 255;
    private const string Sets = "CapInh CapPrm CapEff CapBnd CapAmb";

    [Fact]
    public void Without_flags_it_is_the_process_of_the_container_with_another_command()
    {
        Container container = NewSleeper();
        container.Config.With("/process/env/-", "\"OWN=1\"");
        container.Config["/process/cwd"] = "/tmp";
        container.Config.With("/process/user", """{ "uid": 1000, "gid": 50, "additionalGids": [7, 8], "umask": 63 }""");
        Outcome exec = container.Started().ExecScript("""
            pwd; echo $OWN; umask; ulimit -n; id -u; id -g
            grep -E 'NoNewPrivs|Groups' /proc/self/status
            """);
        Assert.Equal(
            ["/tmp", "1", "0077", "1024", "1000", "50", "Groups:\t7 8 ", "NoNewPrivs:\t1"], exec.Lines);
    }

    [Theory]
    [InlineData("1", 1, 0)]
    [InlineData("1000", 1000, 0)]
    [InlineData("1:2", 1, 2)]
    [InlineData("65534:65534", 65534, 65534)]
    [InlineData("someone", 1000, 1001)]
    [InlineData("someone:7", 1000, 7)]
    [InlineData("someone:staff", 1000, 50)]
    [InlineData("3:staff", 3, 50)]
    public void The_user_is_a_number_or_a_name_of_the_container(string user, int uid, int gid)
    {
        Container container = NewSleeper();
        File.WriteAllText(container.Inside("/etc/passwd.new"), "1000:x:0:0::/:/bin/sh\nsomeone:x:1000:1001::/home/x:/bin/sh\n");
        File.Move(container.Inside("/etc/passwd.new"), container.Inside("/etc/passwd"), overwrite: true);
        File.WriteAllText(container.Inside("/etc/group"), "2:x:0:\nstaff:x:50:\n");
        Outcome exec = container.Started().ExecScript("grep -E '^[UG]id:' /proc/self/status", "--user", user);
        Assert.Equal([$"Uid:\t{uid}\t{uid}\t{uid}\t{uid}", $"Gid:\t{gid}\t{gid}\t{gid}\t{gid}"], exec.Lines);
    }

    [Theory]
    [InlineData("4294967296")]
    [InlineData("4294967295")]
    [InlineData("-1")]
    [InlineData("99999999999")]
    [InlineData("1000x")]
    [InlineData("0:4294967296")]
    [InlineData("0:")]
    [InlineData("nobody-of-that-name")]
    [InlineData("0:nobody-of-that-name")]
    public void A_user_that_is_none_is_refused(string user)
    {
        Container container = NewSleeper().Started();
        Assert.Equal(Failed, container.ExecWith(["--user", user], "true").ExitCode);
    }

    // The image's own file, or what the container has put in its place.
    [Theory]
    [InlineData("rm {0}")]
    [InlineData("rm {0}; mkfifo {0}")]
    [InlineData("rm {0}; mkdir {0}")]
    [InlineData("rm {0}; mknod {0} c 1 5")]
    [InlineData("rm {0}; ln -s /dev/zero {0}")]
    [InlineData("rm {0}; ln -s passwd {0}")]
    [InlineData("rm {0}; ln -s /proc/1/mem {0}")]
    [InlineData("rm {0}; ln -s /proc/self/fd/0 {0}")]
    [InlineData("rm {0}; ln -s ../../../../../../outside {0}")]
    [InlineData("truncate -s 100G {0}")]
    [InlineData(": >{0}")]
    [InlineData("printf someone >{0}")]
    [InlineData("printf 'someone:x:1000' >{0}")]
    [InlineData("printf 'someone:x:4294967296:0:::\\nsomeone:x:1:1:::' >{0}")]
    [InlineData("printf 'someone\\0:x:1:1:::\\n' >{0}")]
    [InlineData("head -c 3000000 /dev/urandom >{0}")]
    [InlineData("head -c 4000000 /dev/zero | tr '\\0' : >{0}")]
    public void A_passwd_of_the_container_that_is_none_names_nobody(string damage)
    {
        Container container = NewSleeper();
        string file = container.Inside("/etc/passwd");
        File.WriteAllText(container.Inside("/../outside"), "someone:x:0:0::/:/bin/sh\n");
        container.Started();
        // The file of the template has the same inode.
        HostCommand.Shell($"cp {file} {file}.own && mv {file}.own {file}");
        HostCommand.Shell(damage.Replace("{0}", file));
        Assert.Equal(Failed, container.ExecWith(["--user", "someone"], "true").ExitCode);
        Assert.Equal(0, container.ExecWith(["--user", "7"], "true").ExitCode);
    }

    [Fact]
    public void Groups_are_added()
    {
        Container container = NewSleeper();
        container.Config.With("/process/user/additionalGids", "[5]");
        Outcome exec = container.Started().ExecScript("grep Groups /proc/self/status", "-g", "7", "-g", "9");
        Assert.Equal("Groups:\t5 7 9 ", exec.Output.TrimEnd('\n'));
        Assert.Equal(Failed, container.ExecWith(["-g", "-3"], "true").ExitCode);
    }

    [Fact]
    public void The_environment_is_added_to_and_the_last_value_of_a_variable_counts()
    {
        Container container = NewSleeper();
        container.Config.With("/process/env/-", "\"A=own\"").With("/process/env/-", "\"B=own\"");
        Outcome exec = container.Started().ExecScript("echo $A $B $C; env | grep -c ^A=", "-e", "A=1", "-e", "A=2", "-e", "C=x=y z");
        Assert.Equal(["2 own x=y z", "1"], exec.Lines);
    }

    [Theory]
    [InlineData("", "1000", "/home/someone")]
    [InlineData("", "4321", "/")]
    [InlineData("HOME=", "1000", "/home/someone")]
    [InlineData("HOME=/set", "1000", "/set")]
    public void Home_is_looked_up_in_the_container_where_it_is_not_set(string variable, string user, string home)
    {
        Container container = NewSleeper().Started();
        string[] flags = variable.Length == 0 ? ["--user", user] : ["--user", user, "--env", variable];
        Assert.Equal(home, container.ExecScript("echo $HOME", flags).Text);
    }

    [Fact]
    public void Capabilities_are_added_but_neither_inheritable_nor_ambient_ones()
    {
        Container container = NewSleeper();
        container.Config.With("/process/capabilities/inheritable", """["CAP_KILL"]""")
            .With("/process/capabilities/ambient", """["CAP_KILL"]""");
        container.Started();
        const string Script = "grep Cap /proc/self/status";
        Assert.Equal(Masks(0x20, 0x20000420, 0x20000420, 0x20000420, 0x20), container.ExecScript(Script).Lines);
        Assert.Equal(
            Masks(0x20, 0x20002421, 0x20002421, 0x20002421, 0x20),
            container.ExecScript(Script, "-c", "CAP_NET_RAW", "-c", "CAP_CHOWN").Lines);
        Assert.Equal(
            Masks(0x20, 0x20, 0x20, 0x20002420, 0x20), container.ExecScript(Script, "--user", "1000", "--cap", "CAP_NET_RAW").Lines);
    }

    [Fact]
    public void A_capability_that_does_not_exist_is_a_warning()
    {
        Outcome exec = NewSleeper().Started().ExecWith(["--cap", "CAP_NO_SUCH"], "true").Succeeded();
        Assert.Contains("CAP_NO_SUCH", exec.Error);
    }

    [Theory]
    [InlineData(false, "--no-new-privs", 1)]
    [InlineData(true, "--no-new-privs=false", 0)]
    [InlineData(true, "--no-new-privs", 1)]
    public void New_privileges_are_as_the_flag_says(bool own, string flag, int set)
    {
        Container container = NewSleeper();
        container.Config["/process/noNewPrivileges"] = own;
        Assert.Equal($"NoNewPrivs:\t{set}", container.Started().ExecScript("grep NoNewPrivs /proc/self/status", flag).Text);
    }

    [Fact]
    public void The_working_directory_is_the_flags_and_must_be_there()
    {
        Container container = NewSleeper().Started();
        Assert.Equal("/usr/bin", container.ExecWith(["--cwd", "/usr/bin"], "pwd").Succeeded().Text);
        Outcome missing = container.ExecWith(["--cwd", "/no/such"], "pwd");
        Assert.Equal(Failed, missing.ExitCode);
        Assert.False(Directory.Exists(container.Inside("/no")));
    }

    [Fact]
    public void A_file_gives_the_whole_process_and_what_it_leaves_out_is_as_in_the_container()
    {
        Container container = NewSleeper();
        container.Config["/process/oomScoreAdj"] = 321;
        container.Started();
        JsonNode process = JsonNode.Parse("""
            { "cwd": "/usr", "env": ["PATH=/bin", "X=1"], "user": { "uid": 7, "gid": 8 }, "args":
              [ "sh", "-c",
                "pwd; echo $X$TERM; id -u; id -g; ulimit -n; cat /proc/self/oom_score_adj; grep -E 'Bnd|NoNew' /proc/self/status"] }
            """)!;
        Assert.Equal(
            ["/usr", "1", "7", "8", "1024", "321", "CapBnd:\t0000000020000420", "NoNewPrivs:\t0"],
            container.ExecProcess(process).Succeeded().Lines);
    }

    [Fact]
    public void A_file_may_ask_for_other_limits_and_capabilities()
    {
        Container container = NewSleeper().Started();
        JsonObject process = container.ProcessOf(
            "sh", "-c", "ulimit -n; ulimit -u; grep -E 'Bnd' /proc/self/status; cat /proc/self/oom_score_adj");
        process["rlimits"] = JsonNode.Parse("""
            [{ "type": "RLIMIT_NOFILE", "soft": 55, "hard": 66 }, { "type": "RLIMIT_NPROC", "soft": 77, "hard": 88 }]
            """);
        process["capabilities"] = JsonNode.Parse("""{ "bounding": ["CAP_CHOWN"] }""");
        process["oomScoreAdj"] = 77;
        Assert.Equal(["55", "77", "CapBnd:\t0000000000000001", "77"], container.ExecProcess(process).Succeeded().Lines);
    }

    [Theory]
    [InlineData("{ \"cwd\": \"/\", \"args\": [] }", "/args")]
    [InlineData("{ \"args\": [\"true\"] }", "cwd")]
    [InlineData("{ \"cwd\": \"relative\", \"args\": [\"true\"] }", "/cwd")]
    [InlineData("{ \"cwd\": \"/\", \"args\": [\"true\"], \"user\": { \"uid\": -1 } }", "/user/uid")]
    [InlineData("{ \"cwd\": \"/\", \"args\": [\"true\"], \"env\": [\"novalue\"] }", "/env/0")]
    [InlineData(
        "{ \"cwd\": \"/\", \"args\": [\"true\"], \"rlimits\": [{ \"type\": \"RLIMIT_X\", \"soft\": 1, \"hard\": 1 }] }",
        "/rlimits/0/type")]
    [InlineData("{ \"cwd\": \"/\"", "")]
    [InlineData("not json", "")]
    [InlineData("", "")]
    [InlineData("[]", "")]
    public void A_file_that_is_no_process_is_refused_in_one_line(string text, string pointer)
    {
        Container container = NewSleeper().Started();
        string file = container.Bundle + "/process.json";
        File.WriteAllText(file, text);
        Outcome exec = container.ExecWith(["--process", file]);
        Assert.Equal(Failed, exec.ExitCode);
        Assert.Contains(pointer, exec.Error);
        Assert.Single(exec.Error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("/no/such/file")]
    [InlineData("/")]
    public void A_file_that_cannot_be_read_is_refused(string file)
    {
        Outcome exec = NewSleeper().Started().ExecWith(["--process", file]);
        Assert.Equal(Failed, exec.ExitCode);
        Assert.Contains(file, exec.Error);
    }

    [Fact]
    public void The_file_may_be_a_pipe()
    {
        Container container = NewSleeper().Started();
        using HostCommand exec = container.Begin(
            ["exec", "-p", "/dev/stdin", container.Id], input: container.ProcessOf("echo", "piped").ToJsonString());
        Assert.Equal("piped", exec.Wait().Succeeded().Text);
    }

    [Fact]
    public void Descriptors_are_passed_on_and_no_other_is_open()
    {
        Container container = NewSleeper().Started();
        // The shell opens nothing of its own for this.
        const string List = "for n in 0 1 2 3 4 5 6 7 8 9; do [ -e /proc/self/fd/$n ] && echo $n; done; true";
        using HostCommand without = container.Begin(["exec", container.Id, "sh", "-c", List], "3</ 4</etc 5</tmp");
        Assert.Equal(["0", "1", "2"], without.Wait().Succeeded().Lines);
        using HostCommand with = container.Begin(
            ["exec", "--preserve-fds", "2", container.Id, "sh", "-c", List], "3</etc/passwd 4</etc/group 5</tmp");
        Assert.Equal(["0", "1", "2", "3", "4"], with.Wait().Succeeded().Lines);
        Assert.Equal(Failed, container.ExecWith(["--preserve-fds", "100"], "true").ExitCode);
    }

    [Fact]
    public void Scheduling_and_priorities_are_the_containers()
    {
        Container container = NewSleeper();
        container.Config.With("/process/scheduler", """{ "policy": "SCHED_BATCH", "nice": 5 }""")
            .With("/process/ioPriority", """{ "class": "IOPRIO_CLASS_BE", "priority": 6 }""");
        Outcome exec = container.Started().ExecScript("cut -d' ' -f 19,41 /proc/self/stat; ionice -p $$");
        Assert.Equal(["5 3", "best-effort: prio 6"], exec.Lines);
    }

    [Fact]
    public void The_processors_are_those_of_the_affinity()
    {
        Container container = NewSleeper();
        container.Config.With("/process/execCPUAffinity", """{ "initial": "0", "final": "0" }""");
        Assert.Equal("Cpus_allowed_list:\t0", container.Started().ExecScript("grep Cpus_allowed_list /proc/self/status").Text);
    }

    [Fact]
    public void Processors_that_are_not_there_are_an_error()
    {
        Container container = NewSleeper();
        container.Config.With("/process/execCPUAffinity", """{ "final": "9999" }""");
        Outcome exec = container.Started().Exec("true");
        Assert.Equal(Failed, exec.ExitCode);
        Assert.Contains("/process/execCPUAffinity/final", exec.Error);
    }

    private static string[] Masks(params ulong[] masks) =>
        [.. Sets.Split(' ').Zip(masks, static (name, mask) => $"{name}:\t{mask:x16}")];

    private Container NewSleeper()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000");
        return container;
    }
}
