using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Text;
using Oci.Conformance.Harness;
using Xunit;

namespace Oci.Conformance;

/// <summary>
/// What a service manager says in the environment, as sd_listen_fds(3) and sd_notify(3) describe it: sockets for the
/// container's process, and the word that it is ready.
/// </summary>
public sealed class ServiceManagerTests(Workspace workspace) : ContainerTest(workspace), IDisposable
{
    private const string Listening = "env | grep ^LISTEN_ | sort; echo $$; cat <&3; cat <&4; echo; ls /proc/self/fd";

    private Socket? _manager;

    void IDisposable.Dispose()
    {
        _manager?.Dispose();
        base.Dispose();
    }

    [Fact]
    public void Sockets_are_passed_on_before_other_descriptors_and_the_process_knows_that_they_are_its_own()
    {
        Container container = NewContainer();
        container.Config.Script(Listening).WriteTo(container.Bundle);
        Assert.Equal(
            ["LISTEN_FDNAMES=web:admin", "LISTEN_FDS=1", "LISTEN_PID=1", "1", "threefour", "0", "1", "2", "3", "4", "5"],
            Run(container, "LISTEN_FDS=1 LISTEN_FDNAMES=web:admin LISTEN_PID=$$", "--preserve-fds", "1").Succeeded().Lines);
    }

    [Fact]
    public void Without_a_pid_namespace_the_process_is_told_its_number_on_the_host()
    {
        Container container = NewContainer();
        container.Config.WithoutNamespace("pid").Script("[ $LISTEN_PID = $$ ] && echo $LISTEN_FDS").WriteTo(container.Bundle);
        Assert.Equal("2", Run(container, "LISTEN_FDS=2 LISTEN_PID=$$").Succeeded().Text);
    }

    [Fact]
    public void What_config_json_says_of_sockets_does_not_count_beside_them()
    {
        Container container = NewContainer();
        container.Config.Script("env | grep ^LISTEN_ | sort");
        container.Config["/process/env/-"] = "LISTEN_PID=77";
        container.Config["/process/env/-"] = "LISTEN_FDNAMES=other";
        container.Config["/process/env/-"] = "LISTEN_FDS=9";
        container.Config.WriteTo(container.Bundle);
        Assert.Equal(["LISTEN_FDS=1", "LISTEN_PID=1"], Run(container, "LISTEN_FDS=1 LISTEN_PID=$$").Succeeded().Lines);
    }

    [Theory]
    [InlineData("LISTEN_FDS=1 LISTEN_PID=1")]
    [InlineData("LISTEN_FDS=1")]
    [InlineData("LISTEN_PID=$$")]
    [InlineData("LISTEN_FDS=0 LISTEN_PID=$$")]
    public void Sockets_that_are_meant_for_another_process_stay_behind(string variables)
    {
        Container container = NewContainer();
        container.Config.Script("env | grep ^LISTEN_; [ -e /proc/self/fd/4 ] || echo closed").WriteTo(container.Bundle);
        Assert.Equal(["closed"], Run(container, variables).Succeeded().Lines);
    }

    [Theory]
    [InlineData("LISTEN_FDS=9 LISTEN_PID=$$", "LISTEN_FDS")]
    [InlineData("LISTEN_FDS=many LISTEN_PID=$$", "\"many\"")]
    [InlineData("LISTEN_FDS=4294967297 LISTEN_PID=$$", "LISTEN_FDS")]
    public void Sockets_that_are_not_there_are_an_error(string variables, string text)
    {
        Container container = NewContainer();
        container.Config.Args("true").WriteTo(container.Bundle);
        Outcome run = Run(container, variables);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(text, Assert.Single(run.Error.TrimEnd('\n').Split('\n')));
    }

    [Fact]
    public void A_process_of_exec_gets_sockets_too()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100");
        container.Started();
        File.WriteAllText(container.Bundle + "/three", "three");
        container.Caller = ["sh", "-c", "LISTEN_FDS=1 LISTEN_PID=$$ exec \"$@\"", "sh"];
        using HostCommand exec = container.Begin(
            ["exec", container.Id, "sh", "-c", "[ $LISTEN_PID = $$ ] && echo $LISTEN_FDS; cat <&3"], "3<three");
        Assert.Equal(["1", "three"], exec.Wait().Succeeded().Lines);
    }

    [Fact]
    public void A_detached_run_returns_when_the_container_has_said_that_it_is_ready()
    {
        Container container = NewWaiter();
        using HostCommand run = container.Begin(
            ["run", "--detach", "--bundle", container.Bundle, "--pid-file", container.PidFile, container.Id]);
        container.AwaitFile("/up");
        SayInside(container, "STATUS=still at it\nREADY=10\nXREADY=1");
        SayInside(container, "");
        SayInside(container, new string('x', 100_000));
        Assert.True(run.IsRunning);
        SayInside(container, "STATUS=done\nREADY=1\n");
        Assert.Equal([$"READY=1\nMAINPID={container.Pid}", "BARRIER=1"], Heard(2));
        run.Wait().Succeeded();
        Assert.Equal("running", container.Status());
    }

    [Fact]
    public void So_does_start_and_the_container_can_be_deleted_meanwhile()
    {
        Container container = NewWaiter();
        container.Created();
        using (HostCommand start = container.Begin(["start", container.Id]))
        {
            container.AwaitFile("/up");
            SayInside(container, "READY=1");
            Assert.Equal([$"READY=1\nMAINPID={container.Pid}", "BARRIER=1"], Heard(2));
            start.Wait().Succeeded();
        }
        container.Delete("--force").Succeeded();

        Container other = NewWaiter();
        other.Created();
        using HostCommand waiting = other.Begin(["start", other.Id]);
        other.AwaitFile("/up");
        other.Delete("--force").Succeeded();
        waiting.Wait().Succeeded();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_container_that_is_not_ready_within_the_time_limit_is_destroyed(bool byStart)
    {
        Assert.SkipUnless(
            RuntimeUnderTest.Version.StartsWith("ociruntime", StringComparison.Ordinal), "no other runtime has a time limit");
        Container container = NewWaiter();
        if (byStart)
            container.Created();
        container.GlobalFlags = ["--timeout", "2.5s"];
        string[] run = ["run", "--detach", "--bundle", container.Bundle, container.Id];
        Outcome outcome = container.Ask(byStart ? ["start", container.Id] : run);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("wait for the container to say that it is ready", Assert.Single(outcome.Error.TrimEnd('\n').Split('\n')));
        Assert.Empty(Leftovers.Of(container));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_the_foreground_the_word_is_passed_on_too(bool terminal)
    {
        Container container = NewWaiter();
        if (terminal)
            container.Config["/process/terminal"] = true;
        container.Config.WriteTo(container.Bundle);
        string[] command = ["run", "--bundle", container.Bundle, "--pid-file", container.PidFile, container.Id];
        using HostCommand run = container.Begin(command);
        container.AwaitFile("/up");
        SayInside(container, "READY=1");
        Assert.Equal($"READY=1\nMAINPID={container.Pid}", Heard(1)[0]);
        container.Kill("KILL").Succeeded();
        Assert.Equal(137, run.Wait().ExitCode);
    }

    [Fact]
    public void A_container_that_ends_without_a_word_is_not_waited_for()
    {
        Container container = NewWaiter();
        container.Config.Script("[ -S $NOTIFY_SOCKET ] && exit 3").WriteTo(container.Bundle);
        Assert.Equal(3, container.Begin(["run", "--bundle", container.Bundle, container.Id]).Wait().ExitCode);
        container.Begin(["run", "--detach", "--bundle", container.Bundle, container.Id]).Wait().Succeeded();
    }

    [Fact]
    public void The_socket_can_be_reached_in_a_user_namespace_and_its_directory_not_be_written()
    {
        Container container = NewWaiter().OwnedBy(100_000);
        container.Config.UserNamespace(100_000, 1000);
        container.Config.Script("test -w $NOTIFY_SOCKET && echo open; touch /run/notify/x 2>&1 || true");
        container.Config["/process/user/uid"] = 7;
        container.Config.WriteTo(container.Bundle);
        Outcome run = container.Begin(["run", "--bundle", container.Bundle, container.Id]).Wait().Succeeded();
        Assert.Equal("open", run.Lines[0]);
        Assert.Contains("Read-only file system", run.Output);
    }

    [Fact]
    public void What_a_container_that_may_mount_leaves_beside_the_socket_hinders_no_delete()
    {
        Container container = NewWaiter();
        container.Config.Capabilities("CAP_SYS_ADMIN", "CAP_DAC_OVERRIDE");
        container.Config.Script("mount -o remount,rw,bind /run/notify && mkdir -p /run/notify/a/b/c && touch /run/notify/a/x");
        container.Config.WriteTo(container.Bundle);
        container.Begin(["run", "--keep", "--bundle", container.Bundle, container.Id]).Wait().Succeeded();
        Assert.True(File.Exists($"{container.StateRoot}/{container.Id}/notify/a/x"));
        container.Delete().Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Theory]
    [InlineData("/nowhere/notify", "(ENOENT)")]
    [InlineData("@nobody-listens", "(ECONNREFUSED)")]
    [InlineData("relative", "NOTIFY_SOCKET")]
    [InlineData("vsock:2:1234", "NOTIFY_SOCKET")]
    public void A_manager_that_cannot_be_reached_is_an_error_before_the_program_runs(string address, string text)
    {
        Container container = NewWaiter();
        container.Caller = ["env", $"NOTIFY_SOCKET={address}"];
        Outcome run = container.Begin(["run", "--detach", "--bundle", container.Bundle, container.Id]).Wait();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(text, Assert.Single(run.Error.TrimEnd('\n').Split('\n')));
        Assert.False(File.Exists(container.Inside("/up")));
    }

    // With a manager that waits at an abstract address, as systemd's may be.
    private Container NewWaiter()
    {
        Container container = NewContainer();
        container.Config.Script("echo $NOTIFY_SOCKET >/up; exec sleep 100");
        container.Config.WriteTo(container.Bundle);
        string name = $"manager-{container.Id}";
        _manager?.Dispose();
        _manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        _manager.Bind(new UnixDomainSocketEndPoint($"\0{name}"));
        container.Caller = ["env", $"NOTIFY_SOCKET=@{name}"];
        return container;
    }

    // As the container's own process would.
    private static void SayInside(Container container, string message)
    {
        string path = File.ReadAllText(container.Inside("/up")).Trim();
        Assert.Equal("/run/notify/notify.sock", path);
        string link = $"/tmp/{container.Id}.notify";
        File.CreateSymbolicLink(link, $"/proc/{container.Pid}/root{path}");
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(message), new UnixDomainSocketEndPoint(link));
        }
        finally
        {
            File.Delete(link);
        }
    }

    private List<string> Heard(int count)
    {
        var messages = new List<string>();
        byte[] buffer = new byte[8192];
        _manager!.ReceiveTimeout = (int)Patiently.Seconds(10).TotalMilliseconds;
        while (messages.Count < count)
            messages.Add(Encoding.UTF8.GetString(buffer, 0, _manager.Receive(buffer)));
        return messages;
    }

    private static Outcome Run(Container container, string variables, params string[] flags)
    {
        File.WriteAllText(container.Bundle + "/three", "three");
        File.WriteAllText(container.Bundle + "/four", "four");
        container.Caller = ["sh", "-c", $"{variables} exec \"$@\"", "sh"];
        using HostCommand run = container.Begin(
            ["run", .. flags, "--bundle", container.Bundle, container.Id], "3<three 4<four");
        return run.Wait();
    }
}
