using System;
using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>`wait`, and what is then known of how a container ended.</summary>
public sealed class WaitTests : ContainerTest
{
    public WaitTests(Workspace workspace)
        : base(workspace) => Assert.SkipUnless(
            RuntimeUnderTest.Version.StartsWith("ociruntime", StringComparison.Ordinal), "no other runtime has this command");

    // Since then the kernel keeps it for who waits (PIDFD_INFO_EXIT).
    private static bool KernelTells => Environment.OSVersion.Version >= new Version(6, 15);

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("exit 0", 0)]
    [InlineData("exit 255", 255)]
    public void It_exits_as_the_containers_process_does(string script, int code)
    {
        Assert.SkipUnless(KernelTells, "the kernel tells an exit code to nobody but the parent");
        Container container = NewContainer();
        container.Config.Script(script);
        container.Created();
        using HostCommand wait = container.Begin(["wait", container.Id]);
        AwaitPolling(wait);
        DateTimeOffset before = DateTimeOffset.UtcNow;
        container.Start().Succeeded();
        Assert.Equal(code, wait.Wait().ExitCode);
        Assert.Equal("stopped", container.Status());
        Assert.Equal(code, (int)container.State()["exitCode"]!);
        var finished = DateTimeOffset.Parse((string)container.State()["finishedAt"]!, CultureInfo.InvariantCulture);
        Assert.InRange(finished, before, DateTimeOffset.UtcNow);
        // Whoever asks later learns what is kept.
        Assert.Equal(code, container.Ask("wait", container.Id).ExitCode);
        JsonNode listed = JsonNode.Parse(container.Ask("list", "--format", "json").Succeeded().Output)![0]!;
        Assert.Equal(code, (int)listed["exitCode"]!);
    }

    [Fact]
    public void A_signal_that_ended_it_counts_from_128_and_a_deletion_ends_the_wait()
    {
        Assert.SkipUnless(KernelTells, "the kernel tells an exit code to nobody but the parent");
        Container container = NewContainer();
        container.Config.Args("sleep", "1000");
        container.Started();
        using HostCommand first = container.Begin(["wait", container.Id]);
        using HostCommand second = container.Begin(["wait", container.Id]);
        AwaitPolling(first);
        AwaitPolling(second);
        container.Delete("--force").Succeeded();
        Assert.Equal(137, first.Wait().ExitCode);
        Assert.Equal(137, second.Wait().ExitCode);
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void What_nobody_has_learnt_is_said_to_be_unknown()
    {
        Container container = NewContainer();
        container.Config.Script("exit 3");
        container.Started().AwaitStopped();
        Patiently.Until("the parent has asked", () => container.State()["exitCode"] is null);
        Outcome wait = container.Ask("wait", container.Id);
        Assert.Equal(255, wait.ExitCode);
        Assert.Contains("not known", Assert.Single(wait.Error.TrimEnd('\n').Split('\n')));
        Assert.Null(container.State()["finishedAt"]);
    }

    [Fact]
    public void A_run_in_the_foreground_that_keeps_the_container_keeps_its_exit_code()
    {
        Container container = NewContainer();
        container.Config.Script("exit 9").WriteTo(container.Bundle);
        Assert.Equal(9, container.Ask("run", "--keep", "--bundle", container.Bundle, container.Id).ExitCode);
        Assert.Equal(9, (int)container.State()["exitCode"]!);
        Assert.NotNull(container.State()["finishedAt"]);
        Assert.Equal(9, container.Ask("wait", container.Id).ExitCode);
    }

    [Fact]
    public void A_container_that_does_not_exist_is_an_error()
    {
        Container container = NewContainer();
        Outcome wait = container.Ask("wait", container.Id);
        Assert.Equal(255, wait.ExitCode);
        Assert.Contains("does not exist", wait.Error);
    }

    // In ppoll(2), as on x86-64 or arm64 its number shows.
    private static void AwaitPolling(HostCommand command) => Patiently.Until(
        "the command waits", () => File.ReadAllText($"/proc/{command.Pid}/syscall").Split(' ')[0] is "271" or "73");
}
