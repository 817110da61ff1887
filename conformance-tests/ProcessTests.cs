using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>config.md, section Process: what the user's program finds.</summary>
public sealed class ProcessTests(Workspace workspace) : ContainerTest(workspace)
{
    [Fact]
    public void A_limit_that_the_runtime_itself_could_not_live_under_is_the_programs_own_end()
    {
        Container container = NewContainer();
        container.Config.With("/process/rlimits/-", """{ "type": "RLIMIT_AS", "soft": 65536, "hard": 65536 }""");
        for (int i = 0; i < 12; i++)
            container.Config.With("/process/env/-", $"\"BIG{i}={new string('x', 100_000)}\"");
        Outcome run = container.Run();
        Assert.NotEqual(0, run.ExitCode);
        Assert.NotEqual(134, run.ExitCode);
        Assert.DoesNotContain("Unhandled", run.Error);
    }

    [Fact]
    public void Arguments_arrive_as_they_are()
    {
        Container container = NewContainer();
        container.Config.Args("printf", "[%s]", "a b", "", "$HOME", "ü\n", "'\"");
        Assert.Equal("[a b][][$HOME][ü\n]['\"]", container.Run().Succeeded().Output);
    }

    [Fact]
    public void The_environment_is_the_lists_and_HOME()
    {
        Container container = NewContainer();
        container.Config.With("/process/env", """["PATH=/bin", "A=1", "EMPTY=", "B=x=y z"]""")
            .Args("cat", "/proc/self/environ");
        string[] variables = container.Run().Succeeded().Output.TrimEnd('\0').Split('\0');
        Assert.Equal(["A=1", "B=x=y z", "EMPTY=", "HOME=/root", "PATH=/bin"], variables.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0, "/root")]
    [InlineData(1000, "/home/someone")]
    [InlineData(4242, "/")]
    public void HOME_is_the_one_of_the_users_line_in_passwd(int uid, string home)
    {
        Container container = NewContainer();
        container.Config["/process/user/uid"] = uid;
        Assert.Equal(home, container.RunScript("echo $HOME").Text);
    }

    [Fact]
    public void A_HOME_in_the_list_is_kept()
    {
        Container container = NewContainer();
        container.Config["/process/env/-"] = "HOME=/somewhere";
        Assert.Equal("/somewhere", container.RunScript("echo $HOME").Text);
    }

    [Fact]
    public void The_program_is_searched_in_the_containers_PATH()
    {
        Container container = NewContainer();
        Directory.CreateDirectory(container.Inside("/opt/tools"));
        string tools = container.Inside("/opt/tools");
        HostCommand.Shell($"cd {tools}; printf '#!/bin/sh\\necho found\\n' >tool; chmod +x tool");
        container.Config.With("/process/env", """["PATH=/bin:/opt/tools"]""").Args("tool");
        Assert.Equal("found", container.Run().Succeeded().Text);
    }

    [Theory]
    [InlineData("/home")]
    [InlineData("/not/there/yet")]
    public void The_working_directory_is_made_and_entered(string directory)
    {
        Container container = NewContainer();
        container.Config["/process/cwd"] = directory;
        Assert.Equal(directory, container.RunScript("pwd").Text);
    }

    [Fact]
    public void The_user_and_all_groups_are_the_configured_ones()
    {
        Container container = NewContainer();
        container.Config.With("/process/user", """{ "uid": 1000, "gid": 2000, "additionalGids": [5, 3000] }""");
        Outcome run = container.RunScript("grep -E '^(Uid|Gid|Groups)' /proc/self/status");
        Assert.Equal("Uid:\t1000\t1000\t1000\t1000", run.Lines[0]);
        Assert.Equal("Gid:\t2000\t2000\t2000\t2000", run.Lines[1]);
        Assert.Equal("Groups:\t5 3000", run.Lines[2].TrimEnd());
    }

    [Fact]
    public void Without_additional_groups_there_are_none_of_the_callers()
    {
        string groups = NewContainer().RunScript("grep ^Groups /proc/self/status").Text;
        Assert.Equal("Groups:", groups.TrimEnd());
    }

    [Theory]
    [InlineData(63, "0077")]
    [InlineData(0, "0000")]
    public void The_umask_is_the_configured_one(int umask, string shown)
    {
        Container container = NewContainer();
        container.Config["/process/user/umask"] = umask;
        Assert.Equal(shown, container.RunScript("umask").Text);
    }

    [Fact]
    public void The_umask_is_0022_by_default() => Assert.Equal("0022", NewContainer().RunScript("umask").Text);

    [Fact]
    public void Resource_limits_are_set_and_others_stay()
    {
        Container container = NewContainer();
        container.Config.With("/process/rlimits", """
            [ { "type": "RLIMIT_NOFILE", "soft": 100, "hard": 200 }, { "type": "RLIMIT_CORE", "soft": 0, "hard": 0 } ]
            """);
        Outcome run = container.RunScript("grep -E '^Max (open|core)' /proc/self/limits | tr -s ' '");
        Assert.Equal(
            ["Max core file size 0 0 bytes", "Max open files 100 200 files"], run.Lines.Select(line => line.Trim()));
    }

    [Theory]
    [InlineData(true, "1")]
    [InlineData(false, "0")]
    public void NoNewPrivileges_is_as_configured(bool wish, string shown)
    {
        Container container = NewContainer();
        container.Config["/process/noNewPrivileges"] = wish;
        Assert.Equal("NoNewPrivs:\t" + shown, container.RunScript("grep ^NoNewPrivs /proc/self/status").Text);
    }

    [Fact]
    public void NoNewPrivileges_absent_means_not_set()
    {
        Container container = NewContainer();
        container.Config.Without("/process/noNewPrivileges");
        Assert.Equal("NoNewPrivs:\t0", container.RunScript("grep ^NoNewPrivs /proc/self/status").Text);
    }

    [Fact]
    public void The_oom_score_is_the_configured_one()
    {
        Container container = NewContainer();
        container.Config["/process/oomScoreAdj"] = 321;
        Assert.Equal("321", container.RunScript("cat /proc/self/oom_score_adj").Text);
    }

    [Fact]
    public void The_oom_score_is_the_callers_where_none_is_configured()
    {
        string callers = File.ReadAllText("/proc/self/oom_score_adj").Trim();
        Assert.Equal(callers, NewContainer().RunScript("cat /proc/self/oom_score_adj").Text);
    }

    [Fact]
    public void An_oom_score_of_0_is_set_too()
    {
        Container container = NewContainer();
        container.Config["/process/oomScoreAdj"] = 0;
        container.Config.Args("cat", "/proc/self/oom_score_adj").WriteTo(container.Bundle);
        string callers = File.ReadAllText("/proc/self/oom_score_adj").Trim();
        // A score above zero may be left again as long as it was not the minimum that a privileged process set.
        using var run = new HostCommand(
            container.Bundle, ["choom", "-n", "0", "--", RuntimeUnderTest.Binary, "--root", container.StateRoot,
                "run", "--bundle", container.Bundle, container.Id]);
        Assert.Equal("0", run.Wait().Succeeded().Text);
        Assert.Equal(callers, File.ReadAllText("/proc/self/oom_score_adj").Trim());
    }

    [Fact]
    public void An_oom_score_that_the_runtime_may_not_set_is_refused()
    {
        Container container = NewContainer();
        container.Config["/process/oomScoreAdj"] = -1000;
        container.Config.WriteTo(container.Bundle);
        using var run = new HostCommand(
            container.Bundle, ["setpriv", "--bounding-set", "-sys_resource", RuntimeUnderTest.Binary, "--root", container.StateRoot,
                "run", "--bundle", container.Bundle, container.Id]);
        Assert.Contains("oom_score_adj", run.Wait().Refused().Error);
    }

    [Fact]
    public void A_console_size_without_a_terminal_is_ignored()
    {
        Container container = NewContainer();
        container.Config.With("/process/consoleSize", """{ "height": 10, "width": 20 }""");
        Assert.Equal("none", container.RunScript("[ -t 0 ] && echo one || echo none").Text);
    }

    [Fact]
    public void What_is_meant_for_other_platforms_is_ignored()
    {
        Container container = NewContainer();
        container.Config["/process/user/username"] = "someone";
        container.Config["/process/commandLine"] = "cmd.exe";
        Assert.Equal("0", container.RunScript("id -u").Text);
    }

    [Theory]
    [InlineData("NAME")]
    [InlineData("=value")]
    [InlineData("")]
    public void An_entry_of_the_environment_without_a_name_and_a_value_is_refused(string entry)
    {
        Container container = NewContainer();
        container.Config["/process/env/-"] = entry;
        container.Refused();
    }

    [Fact]
    public void Of_two_entries_for_one_variable_the_last_counts()
    {
        Container container = NewContainer();
        container.Config.With("/process/env", """["PATH=/bin", "A=1", "B=2", "A=3"]""").Args("env");
        Assert.Equal(["A=3"], container.Run().Succeeded().Lines.Where(line => line.StartsWith("A=")));
    }

    [Fact]
    public void The_session_keyring_is_new_unless_the_callers_is_wanted()
    {
        Container container = NewContainer();
        container.Config.Without("/linux/maskedPaths").Script("cat /proc/keys");
        Assert.Contains($"_ses.{container.Id}", container.Run().Succeeded().Output);
        Assert.DoesNotContain($"_ses.{container.Id}", container.Run("--no-new-keyring").Succeeded().Output);
    }

    [Fact]
    public void No_signal_is_ignored_blocked_or_pending()
    {
        Container container = NewContainer();
        container.Config.Args("grep", "-E", "^(Sig(Pnd|Blk|Ign|Cgt)|ShdPnd)", "/proc/self/status");
        Assert.All(container.Run().Succeeded().Lines, line => Assert.EndsWith("\t0000000000000000", line));
    }

    [Fact]
    public void Only_the_three_standard_descriptors_are_open()
    {
        Container container = NewContainer();
        using HostCommand run = Launch(container, "7</dev/null", []);
        // The list itself is read by descriptor 3.
        Assert.Equal(["0", "1", "2", "3"], run.Wait().Succeeded().Lines);
    }

    [Fact]
    public void Preserved_descriptors_follow_the_standard_ones()
    {
        Container container = NewContainer();
        File.WriteAllText(container.Bundle + "/three", "three");
        File.WriteAllText(container.Bundle + "/four", "four");
        container.Config.Script("cat <&3; cat <&4; echo; ls /proc/self/fd");
        container.Config.WriteTo(container.Bundle);
        using HostCommand run = Launch(container, "3<three 4<four 5</dev/null", ["--preserve-fds", "2"], script: true);
        Assert.Equal(["threefour", "0", "1", "2", "3", "4", "5"], run.Wait().Succeeded().Lines);
    }

    [Fact]
    public void Standard_input_reaches_the_program()
    {
        Container container = NewContainer();
        container.Config.Args("cat");
        container.Config.WriteTo(container.Bundle);
        using HostCommand run = container.Begin(["run", "--bundle", container.Bundle, container.Id], input: "typed");
        Assert.Equal("typed", run.Wait().Succeeded().Output);
    }

    [Fact]
    public void Standard_error_stays_apart_from_standard_output()
    {
        Outcome run = NewContainer().RunScript("echo out; echo err >&2");
        Assert.Equal(("out\n", "err\n"), (run.Output, run.Error));
    }

    [Fact]
    public void The_pid_file_holds_the_hosts_id_of_the_process()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100");
        container.Started().AwaitProgram("sleep");
        Assert.Equal(container.Pid, (int)container.State()["pid"]!);
        Assert.Equal($"{container.Pid}", File.ReadAllText(container.PidFile));
        Assert.Contains("sleep\0" + "100", File.ReadAllText($"/proc/{container.Pid}/cmdline"));
    }

    [Fact]
    public void The_process_leads_a_session_of_its_own()
    {
        Container container = NewContainer();
        container.Config.Args("cut", "-d ", "-f1,5,6", "/proc/self/stat");
        Assert.Equal("1 1 1", container.Run().Succeeded().Text);
    }

    [Theory]
    [InlineData("/process/args")]
    [InlineData("/process/cwd")]
    public void Without_a_required_property_the_config_is_refused(string pointer)
    {
        Container container = NewContainer();
        container.Config.Without(pointer);
        container.Create().Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_working_directory_may_be_open_to_the_user_alone()
    {
        Container container = NewContainer();
        string directory = Directory.CreateDirectory(container.Inside("/private")).FullName;
        HostCommand.Shell($"chown 1000 {directory}; chmod 700 {directory}");
        container.Config.With("/process/user", """{ "uid": 1000, "gid": 1000 }""")["/process/cwd"] = "/private";
        Assert.Equal("/private", container.RunScript("pwd").Text);
    }

    [Theory]
    [InlineData("1>&-")]
    [InlineData("0<&- 1>&- 2>&-")]
    public void Closed_standard_streams_are_survived_and_filled_with_nothing_of_the_runtime(string redirections)
    {
        Container container = NewContainer();
        container.Config.Script("ls -l /proc/self/fd >/fds; exit 5");
        using HostCommand run = Launch(container, redirections, [], script: true);
        Assert.Equal(5, run.Wait().ExitCode);
        string descriptors = File.ReadAllText(container.Inside("/fds"));
        foreach (string kind in (string[])["anon_inode:", "socket:", container.StateRoot])
            Assert.DoesNotContain(kind, descriptors);
    }

    [Fact]
    public void Descriptors_that_are_not_open_cannot_be_preserved()
    {
        Container container = NewContainer();
        using HostCommand run = Launch(container, "", ["--preserve-fds", "3"]);
        run.Wait().Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    private static HostCommand Launch(Container container, string redirections, string[] flags, bool script = false)
    {
        if (!script)
            container.Config.Args("ls", "/proc/self/fd");
        container.Config.WriteTo(container.Bundle);
        return container.Begin(["run", "--bundle", container.Bundle, .. flags, container.Id], redirections);
    }
}
