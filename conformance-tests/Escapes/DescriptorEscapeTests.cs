using System;
using System.IO;
using Oci.Conformance.Harness;

namespace Oci.Conformance.Escapes;

/// <summary>Descriptors of the host that a container could walk out by.</summary>
public sealed class DescriptorEscapeTests(Workspace workspace) : EscapeTest(workspace)
{
    private const string Inherited = "3</ 4</etc 5</tmp";

    [Fact]
    [Cve("CVE-2015-3627", "CVE-2016-8649")]
    public void The_waiting_init_holds_no_directory_of_the_host()
    {
        Container container = NewContainer();
        container.Config.WriteTo(container.Bundle);
        using HostCommand create = container.Begin(
            ["create", "--bundle", container.Bundle, "--pid-file", container.PidFile, container.Id], Inherited);
        create.Wait().Succeeded();
        Outcome list = HostCommand.Run("find", $"/proc/{container.Pid}/fd", "-type", "l", "-xtype", "d");
        Assert.Equal("", list.Succeeded().Output);
    }

    [Fact]
    [Cve("CVE-2024-21626", "CVE-2015-3627")]
    public void The_program_holds_no_descriptor_but_its_streams()
    {
        Container container = NewContainer();
        container.Config.Script("ls /proc/self/fd").WriteTo(container.Bundle);
        using HostCommand run = container.Begin(["run", "--bundle", container.Bundle, container.Id], Inherited);
        // The third one is that of ls for the directory which it lists.
        Assert.Equal(["0", "1", "2", "3"], run.Wait().Succeeded().Lines);
    }

    [Fact]
    [Cve("CVE-2024-21626", "CVE-2016-8649")]
    public void A_program_of_exec_holds_no_descriptor_but_its_streams()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100");
        container.Started();
        using HostCommand exec = container.Begin(["exec", container.Id, "ls", "/proc/self/fd"], Inherited);
        Assert.Equal(["0", "1", "2", "3"], exec.Wait().Succeeded().Lines);
    }

    [Fact]
    [Cve("CVE-2024-21626")]
    public void A_working_directory_that_is_a_descriptor_never_shows_the_host()
    {
        for (int descriptor = 3; descriptor < 25; descriptor++)
        {
            Container container = NewContainer();
            container.Config["/process/cwd"] = $"/proc/self/fd/{descriptor}";
            container.Config.Script($"ls ../../../../../../../..{container.Bundle}; true").WriteTo(container.Bundle);
            using HostCommand run = container.Begin(["run", "--bundle", container.Bundle, container.Id], Inherited);
            Assert.DoesNotContain("config.json", run.Wait().Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Cve("CVE-2024-21626")]
    public void A_working_directory_of_exec_that_is_a_descriptor_never_shows_the_host()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100");
        container.Started();
        File.CreateSymbolicLink(container.Inside("/link"), "/proc/self/fd/4");
        string[] places = ["/link", .. Array.ConvertAll(Numbers(3, 25), static number => $"/proc/self/fd/{number}")];
        foreach (string place in places)
        {
            using HostCommand exec = container.Begin(
                ["exec", "--cwd", place, container.Id, "ls", $"../../../../../../../..{container.Bundle}"], Inherited);
            Assert.DoesNotContain("config.json", exec.Wait().Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Cve("CVE-2024-21626")]
    public void A_working_directory_outside_of_the_root_is_found_out()
    {
        // A descriptor that was wanted in the container leads out of it, and the directory is looked at all the same.
        Container container = NewContainer();
        container.Config.Script("pwd; ls")["/process/cwd"] = "/proc/self/fd/3";
        container.Config.WriteTo(container.Bundle);
        using HostCommand run = container.Begin(
            ["run", "--preserve-fds", "1", "--bundle", container.Bundle, container.Id], $"3<{container.Bundle}");
        Assert.DoesNotContain("config.json", run.Wait().Refused().Output, StringComparison.Ordinal);
    }

    private static int[] Numbers(int first, int end)
    {
        int[] numbers = new int[end - first];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = first + i;
        return numbers;
    }
}
