using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance.Escapes;

/// <summary>Containers that would be more than they were configured to be.</summary>
public sealed class PrivilegeEscapeTests(Workspace workspace) : EscapeTest(workspace)
{
    [Theory]
    [InlineData("1000", "1000:0")]
    [InlineData("1", "1:0")]
    [InlineData("1:2", "1:2")]
    [InlineData("65534:65534", "65534:65534")]
    [Cve("CVE-2016-3697", "CVE-2026-30892")]
    public void A_number_is_a_user_id_whatever_the_image_calls_its_users(string user, string shown)
    {
        Container container = NewContainer();
        // A hard link of all containers' image: replaced, not written.
        File.Delete(container.Inside("/etc/passwd"));
        File.WriteAllText(container.Inside("/etc/passwd"), "1000:x:0:0::/:/bin/sh\n1:x:0:0::/:/bin/sh\n65534:x:0:0::/:/bin/sh\n");
        File.WriteAllText(container.Inside("/etc/group"), "2:x:0:\n65534:x:0:\n");
        container.Config.Args("sleep", "100");
        container.Started();
        Assert.Equal(shown, container.ExecScript("echo $(id -u):$(id -g)", "--user", user).Text);
    }

    [Theory]
    [InlineData("4294967296")]
    [InlineData("99999999999")]
    [InlineData("-1")]
    [InlineData("0x0")]
    [InlineData("4294967295")]
    [Cve("CVE-2026-30892")]
    public void A_number_that_is_no_user_id_is_not_cut_until_it_is_one(string user)
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100");
        container.Started().ExecWith(["--user", user], "id").Refused();
    }

    [Fact]
    [Cve("CVE-2016-8867", "CVE-2022-29162", "CVE-2022-27650", "CVE-2025-27612")]
    public void Nothing_is_inheritable_or_ambient_that_was_not_configured_so()
    {
        const string Show = "grep -E '^Cap(Inh|Amb)' /proc/self/status | cut -f 2";
        string[] none = ["0000000000000000", "0000000000000000"];
        Container container = NewContainer();
        container.Config.Script($"{Show} >/shown; sleep 100");
        container.Started();
        Assert.Equal(none, container.AwaitFile("/shown").Split('\n'));
        Assert.Equal(none, container.ExecScript(Show).Lines);
        Assert.Equal(none, container.ExecScript(Show, "--cap", "CAP_NET_RAW").Lines);
        Assert.Equal(none, container.ExecScript(Show, "--cap", "CAP_NET_RAW", "--user", "1000").Lines);
    }

    [Fact]
    [Cve("CVE-2020-5291", "CVE-2016-8867")]
    public void In_a_user_namespace_there_are_no_capabilities_but_the_configured_ones()
    {
        Container container = NewContainer().OwnedBy(100_000);
        container.Config.UserNamespace(100_000, 65536);
        string[] shown = container.RunScript("grep ^Cap /proc/self/status | cut -f 2").Lines;
        const string None = "0000000000000000", All = "0000000020000420";
        Assert.Equal([None, All, All, All, None], shown);
    }

    [Fact]
    [Cve("CVE-2021-43784")]
    public void Each_of_many_lines_of_an_id_map_is_as_configured()
    {
        const int Count = 250;
        Container container = NewContainer().OwnedBy(100_000);
        var map = new JsonArray();
        for (int i = 0; i < Count; i++)
            map.Add(new JsonObject { ["containerID"] = i, ["hostID"] = 100_000 + i * 3, ["size"] = 1 });
        container.Config.Namespace("user")["/linux/uidMappings"] = map;
        container.Config["/linux/gidMappings"] = map.DeepClone();
        container.Config.Args("sleep", "100");
        container.Created();
        foreach (string file in (string[])["uid_map", "gid_map"])
        {
            string[] lines = [.. File.ReadLines($"/proc/{container.Pid}/{file}").Select(Squeezed)];
            Assert.Equal(Enumerable.Range(0, Count).Select(static i => $"{i} {100_000 + i * 3} 1"), lines);
        }
    }

    [Fact]
    [Cve("CVE-2022-2989", "CVE-2022-2990", "CVE-2022-2995")]
    public void Groups_of_the_caller_are_not_kept()
    {
        Container container = NewContainer();
        container.Caller = ["setpriv", "--groups", "4,24,100"];
        container.Config.Args("sleep", "100");
        container.Started();
        string[] status = File.ReadAllLines($"/proc/{container.Pid}/status");
        Assert.Equal("Groups:", status.First(static line => line.StartsWith("Groups:", StringComparison.Ordinal)).Trim());
        Assert.Equal("", container.ExecScript("grep ^Groups: /proc/self/status | cut -f 2 | tr -d ' '").Text);
    }

    [Fact]
    [Cve("CVE-2021-3602")]
    public void The_environment_of_the_caller_is_not_the_programs()
    {
        Container container = NewContainer();
        container.Caller = ["env", "SECRET=caller"];
        container.Config.Script("env >/shown; sleep 100");
        container.Started();
        Assert.DoesNotContain("SECRET", container.AwaitFile("/shown"), StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", container.ExecScript("env").Text, StringComparison.Ordinal);
    }

    [Fact]
    [Cve("CVE-2025-23266")]
    public void Hooks_have_nothing_of_the_environment_of_the_program_or_of_the_caller()
    {
        string log = NewDirectory();
        Container container = NewContainer();
        container.Caller = ["env", "SECRET=caller"];
        container.Config["/process/env/-"] = "LD_PRELOAD=/evil.so";
        string[] kinds = ["prestart", "createRuntime", "createContainer", "poststart", "poststop"];
        foreach (string kind in kinds)
        {
            string show = $"tr '\\0' '\\n' </proc/self/environ >{log}/{kind}";
            container.Config.Hook(kind, show);
            container.Config.Hook(kind, show + "-without");
            container.Config[$"/hooks/{kind}/1"]!.AsObject().Remove("env");
        }
        container.Config.Args("true");
        container.Run().Succeeded();
        foreach (string kind in kinds)
        {
            Assert.Equal("PATH=/usr/sbin:/usr/bin:/sbin:/bin\n", File.ReadAllText($"{log}/{kind}"));
            Assert.Equal("", File.ReadAllText($"{log}/{kind}-without"));
        }
    }

    [Fact]
    [Cve("CVE-2016-10124", "CVE-2017-5226", "CVE-2019-10063")]
    public void The_program_cannot_type_into_the_terminal_of_the_caller()
    {
        Container container = NewContainer();
        // A session of its own has no controlling terminal, and opening /dev/tty says so.
        Outcome run = container.RunScript("""
            cut -d ' ' -f 1,6 /proc/self/stat
            echo $$
            (true </dev/tty) 2>/dev/null || echo none
            """);
        Assert.Equal("1", run.Lines[0].Split(' ')[1]);
        Assert.Equal(["1", "none"], run.Lines[1..]);
    }

    private static string Squeezed(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
