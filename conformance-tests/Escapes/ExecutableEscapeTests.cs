using System;
using System.IO;
using System.Security.Cryptography;
using Oci.Conformance.Harness;

namespace Oci.Conformance.Escapes;

/// <summary>Containers that reach for the program of the runtime itself, to be root on the host when it runs next.</summary>
public sealed class ExecutableEscapeTests(Workspace workspace) : EscapeTest(workspace)
{
    private static readonly string[] Strong = ["CAP_SYS_ADMIN", "CAP_DAC_OVERRIDE", "CAP_SYS_PTRACE", "CAP_SYS_CHROOT"];

    [Fact]
    [Cve("CVE-2019-5736")]
    public void The_program_that_waits_for_start_cannot_be_written_when_it_is_at_rest()
    {
        byte[] before = HashOfRuntime();
        Container container = NewContainer().Created();
        // Kept open for reading until nothing runs it any more, and then opened once more through that, for writing.
        string script = $"""
            exec 9</proc/{container.Pid}/exe
            {RuntimeUnderTest.Binary} --root {container.StateRoot} delete --force {container.Id}
            echo opening
            true 8>>/proc/self/fd/9
            """;
        Outcome write = HostCommand.Run("sh", "-c", script);
        Assert.Equal("opening", write.Text);
        Assert.True(write.ExitCode != 0, "the file of the runtime's program can be opened for writing");
        Assert.Equal(before, HashOfRuntime());
    }

    [Theory]
    [InlineData("/proc/self/exe")]
    [InlineData("/link-to-exe")]
    [InlineData("/script")]
    [Cve("CVE-2019-5736")]
    public void Who_starts_the_runtimes_program_from_inside_gets_nothing_from_it(string program)
    {
        Container container = NewContainer();
        File.CreateSymbolicLink(container.Inside("/link-to-exe"), "/proc/self/exe");
        File.WriteAllText(container.Inside("/script"), "#!/proc/self/exe\n");
        HostCommand.Run("chmod", "755", container.Inside("/script")).Succeeded();
        container.Config.Capabilities(Strong)["/process/noNewPrivileges"] = false;
        container.Config.Args(program, "init");
        container.Run().Refused();

        Container sleeper = NewContainer();
        sleeper.Config.Capabilities(Strong).Args("sleep", "100");
        sleeper.Started();
        File.CreateSymbolicLink(sleeper.Inside("/link-to-exe"), "/proc/self/exe");
        File.WriteAllText(sleeper.Inside("/script"), "#!/proc/self/exe\n");
        HostCommand.Run("chmod", "755", sleeper.Inside("/script")).Succeeded();
        sleeper.Exec(program, "init").Refused();
    }

    [Fact]
    [Cve("CVE-2019-14271")]
    public void Libraries_of_the_image_are_not_loaded_by_the_runtime()
    {
        Container container = NewContainer();
        foreach (string name in (string[])["/evil.so", "/libc.so.6", "/libnss_files.so.2"])
            File.WriteAllText(container.Inside(name), "no library");
        container.Config.With("/process/env", """["LD_PRELOAD=/evil.so", "LD_LIBRARY_PATH=/", "PATH=/bin"]""");
        container.RunScript("true");
    }

    private static byte[] HashOfRuntime() => SHA256.HashData(File.ReadAllBytes(RuntimeUnderTest.Binary));
}
