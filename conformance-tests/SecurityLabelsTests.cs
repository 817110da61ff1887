using System;
using System.IO;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>
/// config.md, section Linux Process (apparmorProfile, selinuxLabel), and config-linux.md, section Mount Label. On a kernel
/// without the module the label cannot be applied, which is an error of create (runtime.md, Create).
/// </summary>
public sealed class SecurityLabelsTests(Workspace workspace) : ContainerTest(workspace)
{
    private const string Profile = "oci-conformance-test";

    // Everything but what the test sees refused.
    private const string ProfileText = $$"""
        profile {{Profile}} flags=(attach_disconnected,mediate_deleted) {
          file,
          capability,
          network,
          mount,
          signal,
          ptrace,
          deny /tmp/forbidden rwklx,
        }
        """;

    private static bool HasAppArmor =>
        File.Exists("/sys/module/apparmor/parameters/enabled")
        && File.ReadAllText("/sys/module/apparmor/parameters/enabled").StartsWith('Y');

    private static bool HasSelinux => File.ReadLines("/proc/filesystems").Any(line => line.EndsWith("\tselinuxfs"));

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1000)]
    public void The_program_is_confined_by_the_profile(bool noNewPrivileges, int uid)
    {
        Container container = NewContainer();
        container.Config.With("/process/noNewPrivileges", noNewPrivileges ? "true" : "false")["/process/user/uid"] = uid;
        container.Config["/process/apparmorProfile"] = Profile;
        if (!HasAppArmor)
        {
            AssertNamed(container.Refused(), "/process/apparmorProfile", "AppArmor is not enabled");
            return;
        }
        LoadProfile();
        string forbidden = container.Inside("/tmp/forbidden");
        File.WriteAllText(forbidden, "secret");
        Outcome run = container.RunScript("cat /proc/self/attr/current; cat /tmp/forbidden 2>&1 || echo refused");
        Assert.Equal($"{Profile} (enforce)", run.Lines[0]);
        Assert.DoesNotContain("secret", run.Output);
        Assert.Equal("refused", run.Lines[^1]);
    }

    [Fact]
    public void The_profile_is_set_without_a_proc_in_the_container()
    {
        Container container = NewContainer();
        container.Config["/process/apparmorProfile"] = Profile;
        container.Config.With("/mounts", "[]").Without("/linux/maskedPaths").Without("/linux/readonlyPaths").Args("sleep", "1000");
        if (!HasAppArmor)
        {
            AssertNamed(container.Refused(), "/process/apparmorProfile", "AppArmor is not enabled");
            return;
        }
        LoadProfile();
        container.Started().AwaitProgram("sleep");
        Assert.Equal($"{Profile} (enforce)", File.ReadAllText($"/proc/{container.Pid}/attr/current").TrimEnd('\n'));
    }

    [Fact]
    [Cve("CVE-2019-16884", "CVE-2025-52881")]
    public void The_profile_is_not_written_to_files_of_the_image()
    {
        Container container = NewContainer();
        string[] fakes = Fakes(container.Inside("/proc"));
        container.Config["/process/apparmorProfile"] = Profile;
        container.Config.With("/mounts", "[]").Without("/linux/maskedPaths").Without("/linux/readonlyPaths").Args("sleep", "1000");
        if (!HasAppArmor)
        {
            AssertNamed(container.Refused(), "/process/apparmorProfile", "AppArmor is not enabled");
            return;
        }
        LoadProfile();
        container.Started().AwaitProgram("sleep");
        Assert.Equal($"{Profile} (enforce)", File.ReadAllText($"/proc/{container.Pid}/attr/current").TrimEnd('\n'));
        Assert.All(fakes, static fake => Assert.Equal("", File.ReadAllText(fake)));
    }

    [Fact]
    [Cve("CVE-2015-1334", "CVE-2025-52881")]
    public void A_process_of_exec_is_confined_whatever_covers_the_proc_of_the_container()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000");
        if (HasAppArmor)
            container.Config["/process/apparmorProfile"] = Profile;
        if (HasAppArmor)
            LoadProfile();
        container.Started();
        // What a container with the rights for it does, done by the host where it is seen inside.
        string cover = NewDirectory();
        string[] fakes = Fakes(cover);
        HostCommand.Run("nsenter", "-t", $"{container.Pid}", "-m", "mount", "-t", "tmpfs", "tmpfs", "/proc").Succeeded();
        HostCommand.Run("cp", "-r", cover + "/.", $"/proc/{container.Pid}/root/proc/").Succeeded();
        string pidFile = container.Bundle + "/exec.pid";
        container.ExecWith(["--detach", "--pid-file", pidFile], "sleep", "1000").Succeeded();
        if (HasAppArmor)
            Assert.Equal($"{Profile} (enforce)", File.ReadAllText($"/proc/{File.ReadAllText(pidFile)}/attr/current").TrimEnd('\n'));
        Assert.All(fakes, fake => Assert.Equal("", File.ReadAllText(fake.Replace(cover, $"/proc/{container.Pid}/root/proc"))));
    }

    [Fact]
    public void A_profile_that_is_not_loaded_is_refused()
    {
        Container container = NewContainer();
        container.Config["/process/apparmorProfile"] = "no-such-profile";
        AssertNamed(
            container.Refused(), "/process/apparmorProfile",
            HasAppArmor ? "no profile of that name is loaded" : "AppArmor is not enabled");
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, Profile)]
    public void A_process_of_exec_is_confined_by_the_containers_profile_or_by_the_one_that_it_is_given(bool isConfined, string given)
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000");
        if (isConfined && HasAppArmor)
            container.Config["/process/apparmorProfile"] = Profile;
        if (HasAppArmor)
            LoadProfile();
        container.Started();
        Outcome exec = container.ExecWith(["--apparmor", given], "cat", "/proc/self/attr/current");
        if (HasAppArmor)
            Assert.Equal($"{Profile} (enforce)", exec.Succeeded().Text);
        else if (given.Length > 0)
            AssertNamed(exec, "/process/apparmorProfile", "AppArmor is not enabled");
    }

    [Fact]
    public void A_profile_that_is_not_loaded_is_refused_by_exec()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000");
        Outcome exec = container.Started().ExecWith(["--apparmor", "no-such-profile"], "true");
        Assert.Equal(255, exec.ExitCode);
        AssertNamed(
            exec, "/process/apparmorProfile",
            HasAppArmor ? "no profile of that name is loaded" : "AppArmor is not enabled");
    }

    [Fact]
    public void A_label_of_SELinux_needs_SELinux_for_exec_too()
    {
        Assert.SkipWhen(HasSelinux, "SELinux is enabled, with a policy that the test does not know");
        Container container = NewContainer();
        container.Config.Args("sleep", "1000");
        Outcome exec = container.Started().ExecWith(["--process-label", "system_u:system_r:container_t:s0"], "true");
        Assert.Equal(255, exec.ExitCode);
        AssertNamed(exec, "/process/selinuxLabel", "SELinux is not enabled");
    }

    [Fact]
    public void An_empty_profile_or_label_is_none()
    {
        Container container = NewContainer();
        container.Config["/process/apparmorProfile"] = "";
        container.Config["/process/selinuxLabel"] = "";
        container.Config["/linux/mountLabel"] = "";
        Assert.Equal("done", container.RunScript("echo done").Text);
    }

    [Theory]
    [InlineData("/process/selinuxLabel")]
    [InlineData("/linux/mountLabel")]
    public void A_label_of_SELinux_needs_SELinux(string pointer)
    {
        Assert.SkipWhen(HasSelinux, "SELinux is enabled, with a policy that the test does not know");
        Container container = NewContainer();
        container.Config[pointer] = "system_u:object_r:container_file_t:s0:c1,c2";
        AssertNamed(container.Refused(), pointer, "SELinux is not enabled");
    }

    /// <summary>Makes empty files where a procfs has those in which a label is set.</summary>
    private static string[] Fakes(string proc)
    {
        string[] processes = ["1", "2", "3", "4", "5", "self", "thread-self", "self/task/1"];
        string[] places = [.. processes.SelectMany(static process => (string[])[process + "/attr", process + "/attr/apparmor"])];
        string[] fakes = [.. places.SelectMany(place => (string[])[$"{proc}/{place}/current", $"{proc}/{place}/exec"])];
        foreach (string fake in fakes)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(fake)!);
            File.WriteAllText(fake, "");
        }
        return fakes;
    }

    private static void AssertNamed(Outcome refusal, string pointer, string reason)
    {
        if (!RuntimeUnderTest.Version.StartsWith("ociruntime", StringComparison.Ordinal))
            return;
        Assert.Contains(pointer, refusal.Error);
        Assert.Contains(reason, refusal.Error);
    }

    private static void LoadProfile()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, ProfileText);
        HostCommand.Run("apparmor_parser", "--replace", "--skip-cache", file).Succeeded();
        File.Delete(file);
    }
}
