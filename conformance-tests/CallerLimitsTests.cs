using System;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>The runtime itself has too little of something: it works or says why not, and leaves whole containers or nothing.</summary>
public sealed class CallerLimitsTests(Workspace workspace) : ContainerTest(workspace)
{
    // Below it no program is loaded at all.
    private const int FewestDescriptors = 3;
    private const int ManyDescriptors = 64;

    [Fact]
    public void Descriptors_for_a_create()
    {
        Container container = Sleeper();
        int refused = 0;
        for (int count = FewestDescriptors; count < ManyDescriptors; count++)
        {
            container.Caller = Limited("nofile", count);
            Outcome create = container.Create().SucceededOrFailedInOneLine();
            container.Caller = [];
            if (create.ExitCode == 0)
                break;
            refused++;
            Assert.Empty(Leftovers.Of(container));
        }
        container.Start().Succeeded();
        Console.WriteLine($"  descriptors for a create: {refused} limits too low, each said in one line, nothing left");
    }

    [Theory]
    [InlineData("start", "ID")]
    [InlineData("exec", "ID", "true")]
    [InlineData("kill", "ID", "TERM")]
    [InlineData("delete", "--force", "ID")]
    public void Descriptors_for_a_command(params string[] command)
    {
        Container container = Sleeper().Created();
        if (command[0] is "exec" or "kill")
            container.Start().Succeeded();
        string before = container.Status();
        string[] asked = [.. command.Select(word => word == "ID" ? container.Id : word)];
        int refused = 0;
        for (int count = FewestDescriptors; count < ManyDescriptors; count++)
        {
            container.Caller = Limited("nofile", count);
            Outcome outcome = container.Ask(asked).SucceededOrFailedInOneLine();
            container.Caller = [];
            if (outcome.ExitCode == 0)
                break;
            refused++;
            // What has failed has changed nothing, but for a delete, which can be repeated.
            if (command[0] != "delete")
                Assert.Equal(before, container.Status());
        }
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
        Console.WriteLine($"  descriptors for {command[0]}: {refused} limits too low, each said in one line");
    }

    [Fact]
    public void Addresses()
    {
        Container container = Sleeper();
        int refused = 0;
        foreach (int megabytes in (int[])[8, 16, 32, 64, 128, 256, 512, 1024, 1536])
        {
            container.Config.WriteTo(container.Bundle);
            container.Caller = Limited("as", megabytes * 1024L * 1024);
            Outcome run = container.Ask("run", "--detach", "--bundle", container.Bundle, container.Id);
            container.Caller = [];
            Assert.True(run.ExitCode is 0 or 1 or 255, $"{megabytes} MB: exit code {run.ExitCode}, stderr: {run.Error}");
            // It reserves three quarters of a GB.
            Assert.True(run.ExitCode == 0 || megabytes < 1024, $"{megabytes} MB: {run.Error}");
            refused += run.ExitCode == 0 ? 0 : 1;
            if (run.ExitCode != 0)
                Assert.Empty(Leftovers.Of(container));
            container.Delete("--force").Succeeded();
            Assert.Empty(Leftovers.Of(container));
        }
        Console.WriteLine($"  addresses: {refused} limits too low, nothing left");
    }

    [Fact]
    public void Sizes_of_files()
    {
        Container container = Sleeper();
        foreach (int bytes in (int[])[0, 100, 500])
        {
            container.Caller = Limited("fsize", bytes);
            container.Create().Refused();
            container.Caller = [];
            container.Delete("--force").Succeeded();
            Assert.Empty(Leftovers.Of(container));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("01")]
    [InlineData("02")]
    [InlineData("12")]
    [InlineData("012")]
    public void Closed_streams_are_open_in_the_container(string closed)
    {
        Container container = NewContainer();
        container.Config.Script("for n in 0 1 2; do [ -e /proc/self/fd/$n ] && echo $n; done >/open");
        container.Config.WriteTo(container.Bundle);
        string[] redirections = [.. closed.Select(static number => number == '0' ? "0<&-" : $"{number}>&-")];
        using HostCommand run = container.Begin(["run", "--bundle", container.Bundle, container.Id], string.Join(' ', redirections));
        Assert.Equal(0, run.Wait().ExitCode);
        Assert.Equal("0\n1\n2", container.AwaitFile("/open"));
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void Directories_that_the_caller_has_open_are_not_in_the_container()
    {
        Container container = NewContainer();
        container.Config.Script("ls /proc/self/fd >/fds; exec sleep 1000").WriteTo(container.Bundle);
        using (HostCommand run = container.Begin(
            ["run", "--detach", "--bundle", container.Bundle, container.Id], "3</ 4</etc 5</proc"))
            run.Wait().Succeeded();
        // Those of ls itself: 3 is the directory that it reads.
        Assert.Equal("0\n1\n2\n3", container.AwaitFile("/fds"));
        using (HostCommand exec = container.Begin(["exec", container.Id, "ls", "/proc/self/fd"], "3</ 4</etc 5</proc"))
            Assert.Equal("0\n1\n2\n3", exec.Wait().Succeeded().Text);
    }

    private static string[] Limited(string limit, long value) => ["prlimit", $"--{limit}={value}:{value}", "--"];

    private Container Sleeper()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000").Without("/process/rlimits");
        return container;
    }
}
