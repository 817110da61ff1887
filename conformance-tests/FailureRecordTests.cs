using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>What programs read of a failure in the log: its kind, where in the command it happened, and in which step.</summary>
public sealed class FailureRecordTests(Workspace workspace) : ContainerTest(workspace)
{
    [Theory]
    [InlineData("/process/cwd", "\"relative\"", "config.invalid load - /process/cwd")]
    [InlineData("/mounts/-", """{ "destination": "/mnt", "source": "x" }""", "config.invalid check - /mounts/6")]
    [InlineData("/root/path", "\"no/such/rootfs\"", "host.lacks check - /root/path")]
    [InlineData("/process/args", "[\"/no/such/program\"]", "process.not-executable init findExecutable /process/args/0")]
    [InlineData("/process/args", "[\"no-such-program\"]", "process.not-executable init findExecutable /process/args/0")]
    [InlineData(
        "/linux/sysctl", """{ "net.ipv4.ip_forward": "nonsense" }""",
        "kernel.refused init setSysctl /linux/sysctl/net.ipv4.ip_forward")]
    [InlineData(
        "/mounts/-", """{ "destination": "/proc", "type": "tmpfs", "source": "tmpfs" }""",
        "runtime.refused init mountFileSystem /mounts/6")]
    [InlineData(
        "/mounts/-", """{ "destination": "/bin/busybox", "type": "tmpfs", "source": "tmpfs" }""",
        "kernel.refused init mountFileSystem /mounts/6")]
    public void A_configuration_that_cannot_become_a_container(string pointer, string json, string record)
    {
        Container container = NewContainer();
        container.Config.With(pointer, json);
        AssertRecord(record, Logged(container, () => container.Create()));
    }

    [Fact]
    public void Several_things_that_the_machine_lacks()
    {
        Container container = NewContainer();
        container.Config.Mount("/a", "bind", "/no/such", "bind").Mount("/b", "bind", "/nor/such", "bind");
        AssertRecord("host.lacks check - -", Logged(container, () => container.Create()));
    }

    [Fact]
    public void A_clone_that_fails_before_init_is_a_program()
    {
        Container container = NewContainer();
        container.Config.Namespace("time").With("/linux/timeOffsets/boottime", """{ "secs": -4000000000 }""");
        JsonNode line = Logged(container, () => container.Create());
        AssertRecord("kernel.refused create cloneInit /linux/timeOffsets", line);
        Assert.Equal("ERANGE", (string?)line["errno"]);
    }

    [Theory]
    [InlineData("prestart", "hook.failed create runHook /hooks/prestart/0")]
    [InlineData("createRuntime", "hook.failed create runHook /hooks/createRuntime/0")]
    [InlineData("createContainer", "hook.failed init runHook /hooks/createContainer/0")]
    public void A_hook_of_create_that_fails(string kind, string record)
    {
        Container container = NewContainer();
        container.Config.Hook(kind, "exit 3");
        AssertRecord(record, Logged(container, () => container.Create()));
    }

    [Theory]
    [InlineData("startContainer", "hook.failed start runHook /hooks/startContainer/0", false)]
    [InlineData("startContainer", "hook.failed start runHook /hooks/startContainer/0", true)]
    [InlineData("poststart", "hook.failed start runHook /hooks/poststart/0", false)]
    [InlineData("poststart", "hook.failed start runHook /hooks/poststart/0", true)]
    public void A_hook_of_start_that_fails(string kind, string record, bool run)
    {
        Container container = NewContainer();
        if (kind == "startContainer")
            container.Config.InnerHook("exit 3");
        else
            container.Config.Hook(kind, "exit 3");
        AssertRecord(record, Logged(container, () => run ? container.Run("--detach") : container.Created().Start()));
    }

    [Fact]
    public void What_takes_too_long()
    {
        Container container = NewContainer().Created();
        HostCommand.Run("kill", "-s", "STOP", $"{container.Pid}").Succeeded();
        JsonNode line = Logged(container, () =>
        {
            container.GlobalFlags = [.. container.GlobalFlags, "--timeout", "300ms"];
            return container.Start();
        });
        AssertRecord("timeout start - -", line);
    }

    [Fact]
    public void Init_that_is_killed_by_a_hook()
    {
        Container container = NewContainer();
        container.Config.Hook("createRuntime", "kill -9 $(grep -o '\"pid\":[0-9]*' | cut -d: -f2)");
        JsonNode line = Logged(container, () => container.Create());
        Assert.Equal("init.ended create", $"{line["code"]} {line["phase"]}");
        // Whichever step is the first to see that it is gone.
        Assert.Contains((string?)line["step"], (string[])["endHooks", "recordCreated"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_program_that_no_kernel_executes(bool run)
    {
        Container container = NewContainer();
        File.WriteAllText(container.Inside("/broken"), "no program");
        File.SetUnixFileMode(container.Inside("/broken"), (UnixFileMode)0x1ED);
        container.Config.Args("/broken");
        JsonNode line = Logged(container, () => run ? container.Run() : container.Created().Start());
        AssertRecord("process.not-executable start execute /process/args", line);
        Assert.Equal("ENOEXEC", (string?)line["errno"]);
    }

    [Theory]
    [InlineData("usage command-line - -", "create")]
    [InlineData("usage command-line - -", "no-such-command")]
    [InlineData("usage command-line - -", "create", "--no-such-flag", "ID")]
    [InlineData("usage load - -", "create", "a/b")]
    [InlineData("bundle.unreadable load - -", "create", "--bundle", "/no/such/bundle", "ID")]
    [InlineData("container.not-found state - -", "state", "ID")]
    [InlineData("container.not-found start - -", "start", "ID")]
    [InlineData("container.not-found kill - -", "kill", "ID", "KILL")]
    [InlineData("container.not-found delete - -", "delete", "ID")]
    [InlineData("container.not-found load - -", "exec", "ID", "true")]
    public void A_command_that_has_nothing_to_work_on(string record, params string[] command)
    {
        Container container = NewContainer();
        string[] words = Array.ConvertAll(command, word => word == "ID" ? container.Id : word);
        AssertRecord(record, Logged(container, () => container.Ask(words)));
    }

    [Theory]
    [InlineData("container.exists prepare reserveContainer -", "create", "--bundle", "BUNDLE", "ID")]
    [InlineData("container.state start - -", "start", "ID")]
    [InlineData("container.state delete - -", "delete", "ID")]
    [InlineData("container.state resume - -", "resume", "ID")]
    [InlineData("process.not-executable init findExecutable /process/args/0", "exec", "ID", "/no/such/program")]
    [InlineData("usage load - -", "exec", "--cwd", "relative", "ID", "true")]
    [InlineData("kernel.refused init changeDirectory /process/cwd", "exec", "--cwd", "/no/such", "ID", "true")]
    public void A_container_that_runs(string record, params string[] command)
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000");
        container.Started();
        string[] words = Array.ConvertAll(command, word => word switch
        {
            "ID" => container.Id,
            "BUNDLE" => container.Bundle,
            _ => word,
        });
        AssertRecord(record, Logged(container, () => container.Ask(words)));
    }

    [Fact]
    public void A_record_that_is_damaged()
    {
        Container container = NewContainer().Created();
        string file = Path.Combine(container.StateRoot, container.Id, "record.json");
        string record = File.ReadAllText(file);
        File.WriteAllText(file, record[..(record.Length / 2)]);
        JsonNode line = Logged(container, () => container.Ask("state", container.Id));
        File.WriteAllText(file, record);
        AssertRecord("state.damaged state - -", line);
    }

    // The log is given to every command of the container; only the last one fails.
    private static JsonNode Logged(Container container, Func<Outcome> act)
    {
        string log = Path.Combine(container.Bundle, "log.json");
        container.GlobalFlags = ["--log", log, "--log-format", "json"];
        Outcome refusal = act().Refused();
        container.GlobalFlags = [];
        JsonNode line = JsonNode.Parse(File.ReadLines(log).Last())!;
        Assert.Equal("error", (string?)line["level"]);
        Assert.Equal($"ociruntime: {line["msg"]}", refusal.Error.TrimEnd('\n').Split('\n')[^1]);
        return line;
    }

    private static void AssertRecord(string expected, JsonNode line)
    {
        string[] fields = ["code", "phase", "step", "pointer"];
        Assert.Equal(expected, string.Join(' ', fields.Select(field => (string?)line[field] ?? "-")));
    }
}
