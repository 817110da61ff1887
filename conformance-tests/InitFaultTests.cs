using System;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>Init does not answer, cannot be reached, or is nobody that it was taken for.</summary>
public sealed class InitFaultTests(Workspace workspace) : ContainerTest(workspace)
{
    private const string LastNumber = "/proc/sys/kernel/ns_last_pid";

    [Fact]
    public void A_container_whose_init_is_stopped_can_be_deleted_while_its_start_waits()
    {
        Container container = Sleeper().Created();
        HostCommand.Run("kill", "-STOP", $"{container.Pid}").Succeeded();
        using HostCommand start = container.Begin(["start", container.Id]);
        Patiently.Until("the start waits", () => container.Status() == "running");
        container.Delete("--force").Succeeded();
        start.Wait().FailedInOneLine();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_start_that_waits_for_a_stopped_init_goes_on_with_it()
    {
        Container container = Sleeper().Created();
        HostCommand.Run("kill", "-STOP", $"{container.Pid}").Succeeded();
        using HostCommand start = container.Begin(["start", container.Id]);
        Patiently.Until("the start waits", () => container.Status() == "running");
        Assert.True(start.IsRunning);
        HostCommand.Run("kill", "-CONT", $"{container.Pid}").Succeeded();
        start.Wait().Succeeded();
        container.AwaitProgram("sleep");
    }

    [Fact]
    public void A_start_waits_for_a_stopped_init_no_longer_than_its_limit()
    {
        NeedOwn("--timeout");
        Container container = Sleeper().Created();
        HostCommand.Run("kill", "-STOP", $"{container.Pid}").Succeeded();
        container.GlobalFlags = ["--timeout", "1s"];
        Assert.Contains("init to begin the execution", container.Start().FailedInOneLine().Error);
        container.GlobalFlags = [];
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("file")]
    [InlineData("directory")]
    [InlineData("dead socket")]
    [InlineData("silent listener")]
    [InlineData("closing listener")]
    public void A_start_socket_that_is_not_inits_fails_the_start_and_hinders_no_delete(string found)
    {
        NeedOwn("start.sock");
        Container container = Sleeper().Created();
        string path = $"{container.StateRoot}/{container.Id}/start.sock";
        File.Delete(path);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
        Put(found, path, listener);
        container.GlobalFlags = ["--timeout", "1s"];
        using HostCommand start = container.Begin(["start", container.Id]);
        if (found == "closing listener")
            listener.Accept().Dispose();
        start.Wait().FailedInOneLine();
        container.GlobalFlags = [];
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void An_init_that_nobody_has_waited_for_counts_as_stopped()
    {
        Container container = Sleeper();
        // Its parent is stopped, and cannot wait for it.
        using HostCommand run = container.Launch("--pid-file", container.PidFile);
        container.AwaitProgram("sleep");
        run.Signal("STOP");
        HostCommand.Run("kill", "-KILL", $"{container.Pid}").Succeeded();
        Patiently.Until("it is a zombie", () =>
            File.ReadAllText($"/proc/{container.Pid}/stat").Contains(") Z ", StringComparison.Ordinal));
        Assert.Equal("stopped", container.Status());
        container.Start().FailedInOneLine();
        container.Kill("KILL").FailedInOneLine();
        container.Ask("exec", container.Id, "true").FailedInOneLine();
        container.Delete().Succeeded();
        Assert.False(Directory.Exists($"{container.StateRoot}/{container.Id}"));
        run.Signal("CONT");
        Assert.Equal(128 + 9, run.Wait().ExitCode);
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_process_that_has_got_the_number_of_init_is_none_of_the_containers()
    {
        Assert.SkipUnless(File.Exists(LastNumber), "the kernel lets nobody choose the number of a process");
        Container container = Sleeper().Created();
        string pid = container.Pid.ToString(CultureInfo.InvariantCulture);
        HostCommand.Run("kill", "-KILL", pid).Succeeded();
        Patiently.Until("the number is free", () => !Directory.Exists("/proc/" + pid));
        // Whoever begins processes meanwhile takes numbers too: until it is this one's turn.
        using var other = new HostCommand("/", ["sh", "-c", $"""
            while :; do
                echo $(({pid} - 1)) >{LastNumber} || exit
                sleep 1000 & it=$!
                [ $it != {pid} ] || break
                kill $it
            done
            echo taken; wait $it; echo ended
            """]);
        Patiently.Until("the number is taken again", () => other.OutputSoFar.Contains("taken", StringComparison.Ordinal), seconds: 20);
        Assert.Equal("stopped", container.Status());
        string[][] commands =
        [
            ["start", container.Id], ["kill", container.Id, "TERM"], ["exec", container.Id, "true"], ["pause", container.Id],
            ["update", "--pids-limit", "5", container.Id],
        ];
        foreach (string[] command in commands)
            container.Ask(command).FailedInOneLine();
        container.Ask("kill", "--all", container.Id, "KILL");
        container.Delete().Succeeded();
        Assert.Empty(Leftovers.Of(container));
        Assert.True(Directory.Exists("/proc/" + pid), "the process is gone");
        Assert.DoesNotContain("ended", other.OutputSoFar);
        Console.WriteLine($"  {commands.Length + 3} commands on a container whose number another process has: that one lives on");
    }

    [Fact]
    public void A_lack_of_memory_in_init_is_told_and_leaves_nothing()
    {
        CgroupFiles.Need("memory");
        Container other = Sleeper().Started();
        (int refused, int made) = (0, 0);
        for (int kilobytes = 4; kilobytes <= 16384; kilobytes *= 4)
        {
            Container container = Sleeper();
            container.Config.With("/linux/resources/memory", $$"""{ "limit": {{kilobytes * 1024}}, "swap": {{kilobytes * 1024}} }""");
            Outcome create = container.Create();
            if (create.ExitCode == 0 && container.Start() is { ExitCode: not 0 } start)
                create = start;
            if (create.ExitCode != 0)
            {
                Assert.Contains("memory", create.FailedInOneLine().Error);
                refused++;
            }
            else
            {
                container.Ask("exec", container.Id, "true");
                made++;
            }
            container.Delete("--force").Succeeded();
            Assert.Empty(Leftovers.Of(container));
        }
        Assert.True(refused > 0 && made > 0, $"{refused} refused, {made} made");
        Assert.Equal("running", other.Status());
        Console.WriteLine($"  limits of memory: {refused} too small for init, {made} enough");
    }

    private static void Put(string what, string path, Socket listener)
    {
        if (what == "nothing")
            return;
        if (what == "file")
            File.WriteAllText(path, "no socket");
        else if (what == "directory")
            Directory.CreateDirectory(path);
        else
            listener.Bind(new UnixDomainSocketEndPoint(path));
        if (what.EndsWith("listener", StringComparison.Ordinal))
            listener.Listen();
    }

    private Container Sleeper()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000");
        return container;
    }

    private static void NeedOwn(string what) => Assert.SkipUnless(
        RuntimeUnderTest.Version.StartsWith("ociruntime", StringComparison.Ordinal), $"no other runtime has {what}");
}
