using System;
using System.Globalization;
using System.IO;

namespace Oci.Conformance.Harness;

/// <summary>
/// A user of the host without any right, for the containers of one test. The machine does not know him; with ids that he
/// was given he exists in files that only his commands see.
/// </summary>
public sealed class OrdinaryUser
{
    public const int Id = 54321;
    public const int FirstSubordinateId = 2_000_000;
    public const int SubordinateIds = 1000;

    private readonly string _etc;
    private bool _isKnown;

    /// <param name="directory">For his files; it is given to him.</param>
    public OrdinaryUser(string directory)
    {
        _etc = Directory.CreateDirectory($"{directory}/etc").FullName;
        Runtime = Directory.CreateDirectory($"{directory}/run").FullName;
        Own(Runtime);
        HostCommand.Run("chmod", "700", Runtime).Succeeded();
    }

    /// <summary>His XDG_RUNTIME_DIR.</summary>
    public string Runtime { get; }

    /// <summary>Shell text that is run as root before his command; with ids, only that sees what it mounts.</summary>
    public string Preparation { get; set; } = "";

    /// <summary>Assignments to his environment, such as <c>PATH=/bin</c>.</summary>
    public string[] Environment { get; set; } = [];

    /// <summary>What stands before a command that he is to run.</summary>
    public string[] Prefix =>
    [
        .. _isKnown ? (string[])["unshare", "--mount", "--propagation", "private"] : [],
        "sh", "-euc", $"""
            {(_isKnown ? $"for file in passwd group subuid subgid; do mount --bind {_etc}/$file /etc/$file; done" : "")}
            {Preparation}
            exec setpriv --reuid {Id} --regid {Id} --clear-groups --inh-caps -all -- "$0" "$@"
            """,
        "env", "-u", "DBUS_SESSION_BUS_ADDRESS", $"XDG_RUNTIME_DIR={Runtime}", .. Environment,
    ];

    /// <summary>Give him that many ids beside his own.</summary>
    public void GiveIds(int count = SubordinateIds)
    {
        const string Helpers = "command -v newuidmap && command -v newgidmap && ls /etc/subuid /etc/subgid";
        Assert.SkipUnless(HostCommand.Run("sh", "-c", Helpers).ExitCode == 0, "uidmap is not installed");
        _isKnown = true;
        foreach (string file in (string[])["passwd", "group"])
            File.Copy($"/etc/{file}", $"{_etc}/{file}");
        File.AppendAllText($"{_etc}/passwd", $"rootless:x:{Id}:{Id}::/:/bin/sh\n");
        File.AppendAllText($"{_etc}/group", $"rootless:x:{Id}:\n");
        string line = string.Create(CultureInfo.InvariantCulture, $"rootless:{FirstSubordinateId}:{count}\n");
        File.WriteAllText($"{_etc}/subuid", line);
        File.WriteAllText($"{_etc}/subgid", line);
    }

    /// <summary>Give him a directory and all below it that is one.</summary>
    public static void Own(string directory) =>
        HostCommand.Run("find", directory, "-type", "d", "-exec", "chown", $"{Id}:{Id}", "{}", "+").Succeeded();

    /// <summary>
    /// A container of his: root inside is he, the network is the host's, and no file system needs ids or rights that he has not.
    /// </summary>
    public Container Take(Container container)
    {
        Directory.CreateDirectory(container.StateRoot);
        Own(Path.GetDirectoryName(container.Bundle)!);
        container.Caller = Prefix;
        container.Config.UserNamespace(Id, 1).WithoutNamespace("network").Without("/linux/resources")
            .WithoutMount("/dev/pts").WithoutMount("/sys")
            .Mount("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620");
        return container;
    }

    /// <summary>Map ids of his own beside his user's.</summary>
    public static void MapMany(Config config)
    {
        string map = $$"""
            [
              { "containerID": 0, "hostID": {{Id}}, "size": 1 },
              { "containerID": 1, "hostID": {{FirstSubordinateId}}, "size": {{SubordinateIds}} }
            ]
            """;
        config.With("/linux/uidMappings", map).With("/linux/gidMappings", map);
    }
}
