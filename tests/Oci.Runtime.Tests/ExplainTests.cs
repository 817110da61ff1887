using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Explain;
using Oci.Runtime.Planning;
using Oci.Runtime.Systemd;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests;

public sealed class ExplainTests
{
    private const string Bundle = "/bundle";

    private const string Small = """
        {
          "ociVersion": "1.3.0",
          "process": { "user": { "uid": 1000, "gid": 100 }, "args": ["sh"], "env": ["PATH=/bin", "HOME=/"], "cwd": "/" },
          "root": { "path": "rootfs", "readonly": true },
          "hostname": "box",
          "mounts": [
            { "destination": "/proc", "type": "proc", "source": "proc" },
            { "destination": "/data", "type": "bind", "source": "/srv", "options": ["rbind", "ro"] }
          ],
          "linux": { "namespaces": [{ "type": "mount" }, { "type": "pid" }, { "type": "uts" }] }
        }
        """;

    private const string SmallAsText = """
        What create and start do with the bundle /bundle

        The runtime, outside of the container
           1. reserve /run/ociruntime/ID and record what will be made
           2. seal the runtime's own program against writing
           3. clone init into namespaces: new mount, pid, uts                                   /linux/namespaces
           4. listen on start.sock for start
           5. record init and send it its steps
           6. make the cgroup /m/cpu/ID and its like in 1 other hierarchies                     /linux/cgroupsPath
           7. allow only the configured and the default devices in /m/devices/ID                /linux/resources/devices
           8. put init into its cgroups                                                         /linux/cgroupsPath
           9. record the container as created

        Init, in its new namespaces
          10. join a new session keyring named _ses.ID

        Init: mounts, while the host is still in reach
          11. make the propagation of all mounts rslave                                         /linux/rootfsPropagation
          12. bind mount the rootfs /bundle/rootfs, rslave                                      /root/path
          13. mount proc on /proc                                                               /mounts/0
          14. bind mount /srv on /data, with all below it                                       /mounts/1

        """;

    // A machine with two v1 hierarchies, whose administrator asks.
    private static readonly HostFacts Host = new(
        CgroupLayout.Parse(
            """
            30 29 0:30 / /m/cpu rw - cgroup cgroup rw,cpu
            31 29 0:31 / /m/devices rw - cgroup cgroup rw,devices

            """u8,
            "2:cpu:/\n1:devices:/\n"u8),
        Uid: 0, Gid: 0, OwnsMachine: true);

    [Fact]
    public void The_text_numbers_the_steps_and_names_the_property_of_each() =>
        Assert.StartsWith(SmallAsText, ExplainText.Write(Plan(Small), Bundle), StringComparison.Ordinal);

    [Fact]
    public void The_same_configuration_on_the_same_machine_gives_the_same_plan()
    {
        Assert.Equal(ExplainJson.Write(Plan(Small), Bundle), ExplainJson.Write(Plan(Small), Bundle));
        Assert.Equal(Plan(Small).Init, Plan(Small).Init);
    }

    [Fact]
    public void The_json_has_the_fields_that_the_documentation_promises()
    {
        using var document = JsonDocument.Parse(ExplainJson.Write(Plan(Small), Bundle));
        JsonElement root = document.RootElement;
        Assert.Equal(["formatVersion", "bundle", "runtime", "init", "later"], NamesOf(root));
        Assert.Equal(1, root.GetProperty("formatVersion").GetInt32());
        Assert.Equal(Bundle, root.GetProperty("bundle").GetString());
        Assert.All(root.GetProperty("runtime").EnumerateArray(), static step =>
            Assert.Equal(["kind", "property", "description", "fields"], NamesOf(step)));
        Assert.All(root.GetProperty("init").EnumerateArray(), static step =>
            Assert.Equal(["kind", "stage", "property", "description", "fields"], NamesOf(step)));
    }

    [Fact]
    public void Layout_driver_and_each_cgroup_with_its_controllers_are_told_first()
    {
        ExplainCgroups cgroups = ExplainCgroups.Of(At("/a/b"), Host, "ID");

        Assert.StartsWith("""
            What create and start do with the bundle /bundle

            Cgroups: layout v1, driver cgroupfs
              cpu      /m/cpu/a/b
              devices  /m/devices/a/b

            The runtime, outside of the container

            """, ExplainText.Write(Plan(Small), Bundle, cgroups), StringComparison.Ordinal);
        using var document = JsonDocument.Parse(ExplainJson.Write(Plan(Small), Bundle, cgroups));
        JsonElement told = document.RootElement.GetProperty("cgroups");
        Assert.Equal(("v1", "cgroupfs"), (told.GetProperty("layout").GetString(), told.GetProperty("driver").GetString()));
        Assert.Equal(
            ["cpu /m/cpu/a/b", "devices /m/devices/a/b"],
            told.GetProperty("directories").EnumerateArray().Select(static directory =>
                $"{directory.GetProperty("controllers")[0].GetString()} {directory.GetProperty("path").GetString()}"));
    }

    [Fact]
    public void Through_systemd_the_unit_and_its_slice_are_told()
    {
        HostFacts host = Host with
        {
            Cgroups = CgroupLayout.Parse("30 29 0:30 / /sys/none rw - cgroup2 cgroup2 rw\n"u8, "0::/\n"u8),
            Systemd = new SystemdFacts(IsUser: false, ControlGroup: "", Version: 252),
        };
        ExplainCgroups cgroups = ExplainCgroups.Of(At("a-b.slice:p:n"), host, "ID");

        Assert.Contains("Cgroups: layout v2, driver systemd, unit p-n.scope in a-b.slice\n", cgroups.ToText());
        Assert.Contains("/sys/none/a.slice/a-b.slice/p-n.scope\n", cgroups.ToText());
        using var document = JsonDocument.Parse(ExplainJson.Write(Plan(Small), Bundle, cgroups));
        Assert.Equal("p-n.scope", document.RootElement.GetProperty("cgroups").GetProperty("unit").GetString());
    }

    [Fact]
    public void Who_may_make_no_cgroups_is_told_that_there_are_none()
    {
        ExplainCgroups cgroups = ExplainCgroups.Of(Spec(Small), Host with { Uid = 1000, OwnsMachine = false }, "ID");

        Assert.Equal("Cgroups: layout v1, driver cgroupfs\n  (the container gets none)\n\n", cgroups.ToText());
    }

    [Fact]
    public void The_json_shows_a_bind_mount_with_all_that_it_does()
    {
        using var document = JsonDocument.Parse(ExplainJson.Write(Plan(Small), Bundle));
        JsonElement bind = document.RootElement.GetProperty("init").EnumerateArray()
            .Single(static step => step.GetProperty("kind").GetString() == "bindMount");
        Assert.Equal("mounts", bind.GetProperty("stage").GetString());
        Assert.Equal("/mounts/1", bind.GetProperty("property").GetString());
        JsonElement fields = bind.GetProperty("fields");
        Assert.Equal("/data", fields.GetProperty("destination").GetString());
        Assert.Equal("/srv", fields.GetProperty("source").GetString());
        Assert.True(fields.GetProperty("recursive").GetBoolean());
        Assert.Equal(["ro"], fields.GetProperty("set").EnumerateArray().Select(static option => option.GetString()!));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("it's \"quoted\" and `run` $HOME $(id) \\")]
    [InlineData("two\nlines")]
    [InlineData("")]
    [InlineData("-n")]
    public void A_quoted_word_is_what_the_shell_sees(string word) =>
        Assert.Equal($"<{word}>", Shell($"printf '<%s>' {ShellText.Quote(word)}"));

    [Fact]
    public void A_text_with_line_ends_and_escapes_stays_on_its_line() =>
        Assert.Equal("a b c d [31m", ShellText.OneLine("a\nb\rc\td\x1b[31m"));

    [Fact]
    public void A_script_inside_a_script_may_hold_the_word_that_ends_it()
    {
        string directory = Directory.CreateTempSubdirectory("explain-").FullName;
        try
        {
            ShellText inner = new ShellText().Line("END").Line("END_");
            Shell(new ShellText().Line($"work={ShellText.Quote(directory)}").File("inner", inner).ToString());
            Assert.Equal("END\nEND_\n", File.ReadAllText($"{directory}/inner"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    // Every string that a configuration may hold, with a command behind the end of its line, comment or document.
    [Fact]
    public void No_string_of_a_configuration_becomes_a_command_of_the_script()
    {
        const string Attack = "x\nhacked\n'hacked\nEND\nhacked\n`hacked`$(hacked);hacked";
        string quoted = JsonSerializer.Serialize(Attack);
        string path = JsonSerializer.Serialize("/" + Attack);
        string variable = JsonSerializer.Serialize("A=" + Attack);
        string hook = $$"""[{ "path": {{path}}, "args": [{{quoted}}, {{quoted}}], "env": [{{variable}}], "timeout": 1 }]""";
        string script = ExplainShell.Write(Plan(
            $$"""
            {
              "ociVersion": "1.3.0",
              "process": { "user": { "uid": 0, "gid": 0 }, "args": ["sh", {{quoted}}], "env": [{{variable}}],
                           "cwd": {{path}} },
              "root": { "path": {{quoted}} },
              "hostname": {{quoted}},
              "hooks": { "createRuntime": {{hook}}, "createContainer": {{hook}}, "startContainer": {{hook}}, "poststop": {{hook}} },
              "annotations": { {{quoted}}: {{quoted}} },
              "mounts": [
                { "destination": {{path}}, "type": "bind", "source": {{path}}, "options": ["bind", "ro"] },
                { "destination": {{path}}, "type": {{quoted}}, "source": {{quoted}}, "options": [{{quoted}}] }
              ],
              "linux": {
                "namespaces": [{ "type": "mount" }, { "type": "uts" }, { "type": "network", "path": {{path}} }],
                "sysctl": { {{JsonSerializer.Serialize("net." + Attack)}}: {{quoted}} },
                "devices": [{ "path": {{path}}, "type": "c", "major": 1, "minor": 3 }],
                "maskedPaths": [{{path}}], "readonlyPaths": [{{path}}]
              }
            }
            """), Bundle + Attack);
        Assert.DoesNotContain("hacked", CommandsOf(script));
        foreach (string inner in DocumentsOf(script))
            Assert.DoesNotContain("hacked", CommandsOf(inner));
    }

    private static ContainerSpec At(string cgroupsPath) =>
        Spec(Small.Replace("\"linux\": {", $"\"linux\": {{ \"cgroupsPath\": \"{cgroupsPath}\",", StringComparison.Ordinal));

    private static ContainerSpec Spec(string config) => ConfigJson.Read(Encoding.UTF8.GetBytes(config), "config.json");

    private static LaunchPlan Plan(string config) => Planner.Plan(
        Spec(config), Host, new LaunchRequest("ID", Bundle, "/run/ociruntime"));

    private static string[] NamesOf(JsonElement element) => [.. element.EnumerateObject().Select(static property => property.Name)];

    private static string Shell(string script)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true };
        start.ArgumentList.Add("-ec");
        start.ArgumentList.Add(script);
        using Process shell = Process.Start(start)!;
        string output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
        return output;
    }

    /// <summary>What is left of a script without comments, here-documents and quoted words.</summary>
    private static string CommandsOf(string script)
    {
        var commands = new StringBuilder();
        string text = DocumentsOf(script).Aggregate(
            script, static (rest, document) => rest.Replace(document, "", StringComparison.Ordinal));
        bool isQuoted = false, isComment = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (!isQuoted && text[i] == '#' && (i == 0 || char.IsWhiteSpace(text[i - 1])))
                isComment = true;
            if (!isQuoted && text[i] == '\n')
                isComment = false;
            if (isComment)
                continue;
            if (!isQuoted && text[i] == '\\')
                i++;
            else if (text[i] == '\'')
                isQuoted = !isQuoted;
            else if (!isQuoted)
                commands.Append(text[i]);
        }
        return commands.ToString();
    }

    private static IEnumerable<string> DocumentsOf(string script)
    {
        string[] lines = script.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            int start = lines[i].IndexOf("<<'", StringComparison.Ordinal);
            if (start < 0 || !lines[i].StartsWith("cat > ", StringComparison.Ordinal))
                continue;
            string end = lines[i][(start + 3)..].TrimEnd('\'');
            int last = Array.IndexOf(lines, end, i + 1);
            yield return string.Join('\n', lines[(i + 1)..last]);
            i = last;
        }
    }
}
