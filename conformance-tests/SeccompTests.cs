using System;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>config-linux.md, section Seccomp.</summary>
public sealed class SeccompTests(Workspace workspace) : ContainerTest(workspace)
{
    private const string MakesDirectory = """ "names": ["mkdir", "mkdirat"] """;
    private const int KilledBySigsys = 128 + 31;

    [Theory]
    [InlineData("", "Operation not permitted")]
    [InlineData(""", "errnoRet": 77""", "File descriptor in bad state")]
    public void A_call_with_a_rule_fails_with_its_errno(string errno, string message)
    {
        Container container = WithRule($"{MakesDirectory}, \"action\": \"SCMP_ACT_ERRNO\"{errno}");
        container.Config.Script("mkdir /tmp/a; echo $?; ls /tmp; echo done");
        Outcome run = container.Run().Succeeded();
        Assert.Equal(["1", "done"], run.Lines);
        Assert.Contains(message, run.Error);
    }

    [Theory]
    [InlineData("SCMP_ACT_KILL")]
    [InlineData("SCMP_ACT_KILL_THREAD")]
    [InlineData("SCMP_ACT_KILL_PROCESS")]
    [InlineData("SCMP_ACT_TRAP")]
    public void A_call_can_end_the_process(string action)
    {
        Container container = WithRule($"{MakesDirectory}, \"action\": \"{action}\"");
        container.Config.Args("mkdir", "/tmp/a");
        Assert.Equal(KilledBySigsys, container.Run().ExitCode);
    }

    [Fact]
    public void A_logged_call_is_made_and_a_traced_one_without_a_tracer_does_not_exist()
    {
        Container container = NewContainer();
        container.Config.With("/linux/seccomp", $$"""
            { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
              { {{MakesDirectory}}, "action": "SCMP_ACT_LOG" },
              { "names": ["rmdir", "unlinkat"], "action": "SCMP_ACT_TRACE", "errnoRet": 5 }] }
            """);
        container.Config.Script("mkdir /tmp/a && echo made; rmdir /tmp/a || echo kept");
        Outcome run = container.Run().Succeeded();
        Assert.Equal(["made", "kept"], run.Lines);
        Assert.Contains("Function not implemented", run.Error);
    }

    [Fact]
    public void A_rule_may_depend_on_an_argument()
    {
        // kill(pid, 10): SIGUSR1.
        Container container = WithRule("""
            "names": ["kill"], "action": "SCMP_ACT_ERRNO", "args": [{ "index": 1, "value": 10, "op": "SCMP_CMP_EQ" }]
            """);
        container.Config.Script("trap '' USR1 USR2; kill -USR2 $$ && echo two; kill -USR1 $$ 2>/dev/null || echo refused");
        Assert.Equal(["two", "refused"], container.Run().Succeeded().Lines);
    }

    [Fact]
    public void Each_of_several_rules_that_depend_on_an_argument_counts()
    {
        // kill(pid, 10): the second comparison alone holds.
        Container container = WithRule("""
            "names": ["kill"], "action": "SCMP_ACT_ERRNO", "args": [
              { "index": 1, "value": 0, "op": "SCMP_CMP_LT" }, { "index": 1, "value": 4294967296, "op": "SCMP_CMP_LE" }]
            """);
        container.Config.Script("trap '' USR1; kill -USR1 $$ 2>/dev/null || echo refused");
        Assert.Equal("refused", container.Run().Succeeded().Text);
    }

    [Fact]
    public void Names_of_no_call_are_passed_over()
    {
        Container container = WithRule("""
            "names": ["no_such_call", "mkdir", "mkdirat", "another_one"], "action": "SCMP_ACT_ERRNO"
            """);
        container.Config.Script("mkdir /tmp/a 2>/dev/null || echo refused");
        Assert.Equal("refused", container.Run().Succeeded().Text);
    }

    [Fact]
    public void The_process_has_one_filter_and_its_children_have_it_too()
    {
        Container container = WithRule($"{MakesDirectory}, \"action\": \"SCMP_ACT_ERRNO\"");
        container.Config.Script("grep ^Seccomp /proc/1/status; (grep ^Seccomp /proc/self/status)");
        string[] lines = container.Run().Succeeded().Lines;
        Assert.Equal(["Seccomp:\t2", "Seccomp_filters:\t1", "Seccomp:\t2", "Seccomp_filters:\t1"], lines);
    }

    [Theory]
    [InlineData(true, 0, "[]")]
    [InlineData(false, 0, "[]")]
    [InlineData(true, 1000, "[]")]
    [InlineData(false, 1000, "[]")]
    [InlineData(false, 1000, """["CAP_KILL"]""")]
    [InlineData(true, 1000, """["CAP_KILL"]""")]
    [InlineData(false, 0, """["CAP_KILL"]""")]
    public void The_process_has_the_rights_that_it_has_without_a_filter(bool noNewPrivileges, int uid, string ambient)
    {
        string[] rights = Rights(NewContainer(), noNewPrivileges, uid, ambient);
        string[] filtered = Rights(
            WithRule($"{MakesDirectory}, \"action\": \"SCMP_ACT_ERRNO\""), noNewPrivileges, uid, ambient);
        Assert.Equal([.. rights.Where(NotSeccomp)], filtered.Where(NotSeccomp));
        Assert.Contains("Seccomp:\t2", filtered);
        // CAP_SYS_ADMIN, which loading may take.
        Assert.All(filtered.Where(line => line.StartsWith("Cap", StringComparison.Ordinal)), line =>
            Assert.Equal(0UL, Convert.ToUInt64(line.Split('\t')[1], 16) & (1UL << 21)));
    }

    [Fact]
    public void Capabilities_that_the_process_is_given_stay_its_own()
    {
        Container container = WithRule($"{MakesDirectory}, \"action\": \"SCMP_ACT_ERRNO\"");
        container.Config.Capabilities("CAP_SYS_ADMIN", "CAP_KILL")["/process/noNewPrivileges"] = false;
        container.Config.Args("grep", "-E", "^Cap(Prm|Eff|Bnd)", "/proc/self/status");
        Assert.All(container.Run().Succeeded().Lines, line => Assert.EndsWith("0000000000200020", line));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(false, 1000)]
    public void With_a_user_namespace_the_filter_is_loaded_too(bool noNewPrivileges, int uid)
    {
        Container container = WithRule($"{MakesDirectory}, \"action\": \"SCMP_ACT_ERRNO\"").OwnedBy(100000);
        container.Config.UserNamespace(100000, 65536)["/process/noNewPrivileges"] = noNewPrivileges;
        container.Config["/process/user/uid"] = uid;
        container.Config.Script("mkdir /tmp/a 2>/dev/null || echo refused; grep ^CapPrm /proc/self/status");
        string[] lines = container.Run().Succeeded().Lines;
        Assert.Equal("refused", lines[0]);
        Assert.Equal(0UL, Convert.ToUInt64(lines[1].Split('\t')[1], 16) & (1UL << 21));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""" "flags": [], """)]
    [InlineData(""" "flags": ["SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_TSYNC"], """)]
    public void Flags_are_accepted(string flags)
    {
        Container container = NewContainer();
        container.Config.With("/linux/seccomp", $$"""
            { "defaultAction": "SCMP_ACT_ALLOW", {{flags}}
              "syscalls": [{ {{MakesDirectory}}, "action": "SCMP_ACT_ERRNO" }] }
            """).Script("mkdir /tmp/a 2>/dev/null || echo refused");
        Assert.Equal("refused", container.Run().Succeeded().Text);
    }

    [Fact]
    public void Under_a_long_list_of_what_is_allowed_programs_run_and_all_else_is_refused()
    {
        Container container = NewContainer();
        container.Config.With("/linux/seccomp", LongProfile(SeccompProfiles.Ordinary));
        container.Config["/process/noNewPrivileges"] = false;
        container.Config.Capabilities("CAP_SYS_ADMIN", "CAP_SYS_CHROOT").Script(
            "echo started | cat; ls / >/tmp/list && wc -c /tmp/list >/dev/null && sleep 0 && echo written; chroot / true || echo refused");
        Outcome run = container.Run().Succeeded();
        Assert.Equal(["started", "written", "refused"], run.Lines);
        Assert.Contains("Operation not permitted", run.Error);
    }

    [Fact]
    public void A_list_that_allows_nothing_of_the_runtimes_but_to_execute_is_enough()
    {
        // What busybox's true needs, and no sendmsg, close, prctl or rt_sigaction, with which a runtime might work.
        Container container = NewContainer();
        container.Config.With("/linux/seccomp", LongProfile(
            "execve arch_prctl brk mmap munmap mprotect set_tid_address set_robust_list rseq prlimit64 readlink readlinkat "
            + "getrandom newfstatat uname getuid geteuid getgid getegid exit_group"));
        container.Config["/process/noNewPrivileges"] = false;
        container.Run().Succeeded();
    }

    [Theory]
    [InlineData("""{ "defaultAction": "SCMP_ACT_NOTIFY", "listenerPath": "/run/nobody.sock" }""")]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdir"], "action": "SCMP_ACT_NOTIFY" }] }""")]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdir"], "action": "SCMP_ACT_SING" }] }""")]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_PDP11"] }""")]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ALLOW", "flags": ["SECCOMP_FILTER_FLAG_NONE"] }""")]
    [InlineData("""
        { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdir"], "action": "SCMP_ACT_ERRNO",
          "args": [{ "index": 0, "value": 1, "op": "SCMP_CMP_LIKE" }] }] }
        """)]
    [InlineData("""
        { "defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "/no/agent.sock",
          "syscalls": [{ "names": ["mkdir"], "action": "SCMP_ACT_NOTIFY" }] }
        """)]
    public void A_profile_that_cannot_be_applied_is_refused(string profile)
    {
        Container container = NewContainer();
        container.Config.With("/linux/seccomp", profile);
        container.Refused();
    }

    [Theory]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ALLOW", "defaultErrnoRet": 1 }""")]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ALLOW", "listenerMetadata": "x" }""")]
    [InlineData("""
        { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdir"], "action": "SCMP_ACT_KILL", "errnoRet": 1 }] }
        """)]
    public void A_property_without_a_meaning_is_refused(string profile)
    {
        Container container = NewContainer();
        container.Config.With("/linux/seccomp", profile);
        container.Refused();
    }

    [Theory]
    [InlineData("SCMP_ACT_ERRNO")]
    [InlineData("SCMP_ACT_KILL_PROCESS")]
    public void A_profile_under_which_the_program_cannot_be_executed_is_an_error_of_create(string action)
    {
        Container container = WithRule($"\"names\": [\"execve\"], \"action\": \"{action}\"");
        Assert.Contains("execve", container.Refused().Error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_agent_gets_the_listener_with_the_state_and_answers_calls(bool noNewPrivileges)
    {
        Container container = NewContainer();
        using var agent = new SeccompAgent(container.Bundle, static _ => 18);
        WithAgent(container, agent, MakesDirectory)["/process/noNewPrivileges"] = noNewPrivileges;
        container.Config.With("/annotations", """{ "some.key": "some value" }""")
            .Script("mkdir /tmp/a 2>/tmp/error; sleep 100");
        container.Started();
        JsonNode state = agent.AwaitState();
        Assert.Contains("Invalid cross-device link", container.AwaitFile("/tmp/error"));
        Assert.Equal(container.Pid, (int)state["pid"]!);
        Assert.Equal(container.Pid, (int)state["state"]!["pid"]!);
        Assert.Equal(container.Id, (string)state["state"]!["id"]!);
        Assert.Equal(container.Bundle, (string)state["state"]!["bundle"]!);
        Assert.Contains((string)state["state"]!["status"]!, (string[])["creating", "created"]);
        Assert.Equal("some value", (string)state["state"]!["annotations"]!["some.key"]!);
        Assert.Equal("\"seccompFd\"", Assert.Single(state["fds"]!.AsArray())!.ToJsonString());
        Assert.Equal("what the agent wants", (string)state["metadata"]!);
        Assert.NotNull(state["ociVersion"]);
        Assert.Equal(0, (int)state["bytesAfterwards"]!);
    }

    [Fact]
    public void The_calls_of_a_runtime_can_be_notified_of_without_a_deadlock()
    {
        Container container = NewContainer();
        using var agent = new SeccompAgent(container.Bundle, static _ => SeccompAgent.Continue);
        WithAgent(container, agent, """
            "names": ["sendmsg", "sendto", "write", "close", "futex", "sched_yield", "mmap", "munmap", "rt_sigreturn", "ppoll",
              "poll", "read", "prctl", "execve"]
            """).Script("for n in 1 2 3 4 5 6; do echo hello; done");
        Outcome run = container.Run().Succeeded();
        Assert.Equal(Enumerable.Repeat("hello", 6), run.Lines);
        // execve and the writes; the agent counts the last one a moment after it has answered.
        Assert.True(agent.Answered >= 6, $"{agent.Answered} calls were answered");
    }

    [Fact]
    public void After_the_listener_is_sent_only_the_agent_has_it_and_no_helper_is_left()
    {
        Container container = NewContainer();
        using var agent = new SeccompAgent(container.Bundle, static _ => SeccompAgent.Continue);
        WithAgent(container, agent, MakesDirectory).Script("ls /proc/self/task | wc -l; ls /proc | grep -c '^[0-9]'; ls -l /proc/1/fd");
        string[] lines = container.Run().Succeeded().Lines;
        Assert.Equal("1", lines[0]);
        Assert.DoesNotContain(lines, line => line.Contains("seccomp", StringComparison.Ordinal)
            || line.Contains("socket", StringComparison.Ordinal));
    }

    [Fact]
    public void An_agent_that_nobody_needs_need_not_be_there()
    {
        Container container = NewContainer();
        container.Config.With("/linux/seccomp", """{ "defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "/no/agent.sock" }""");
        container.Run().Succeeded();
    }

    private Container WithRule(string rule)
    {
        Container container = NewContainer();
        container.Config.With("/linux/seccomp", """{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ """ + rule + " }] }");
        return container;
    }

    private static Config WithAgent(Container container, SeccompAgent agent, string names) => container.Config.With("/linux/seccomp", $$"""
        { "defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "{{agent.Path}}", "listenerMetadata": "what the agent wants",
          "syscalls": [{ {{names}}, "action": "SCMP_ACT_NOTIFY" }] }
        """);

    private static string LongProfile(string names) => $$"""
        { "defaultAction": "SCMP_ACT_ERRNO",
          "syscalls": [{ "names": ["{{names.Replace(" ", "\", \"")}}"], "action": "SCMP_ACT_ALLOW" }] }
        """;

    private static string[] Rights(Container container, bool noNewPrivileges, int uid, string ambient)
    {
        container.Config.With("/process/capabilities/inheritable", ambient).With("/process/capabilities/ambient", ambient);
        container.Config["/process/noNewPrivileges"] = noNewPrivileges;
        container.Config["/process/user/uid"] = uid;
        container.Config.Args("grep", "-E", "^(Cap|NoNewPrivs|Uid|Gid|Seccomp:)", "/proc/self/status");
        return container.Run().Succeeded().Lines;
    }

    private static bool NotSeccomp(string line) => !line.StartsWith("Seccomp", StringComparison.Ordinal);
}
