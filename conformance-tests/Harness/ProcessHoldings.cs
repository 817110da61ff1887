using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Oci.Conformance.Harness;

/// <summary>An open descriptor of a process, as /proc/PID/fd and /proc/PID/fdinfo show it.</summary>
/// <param name="Target">What it is, in words that do not change from run to run.</param>
internal sealed record HeldDescriptor(int Number, string Target, bool ClosesOnExec);

/// <summary>What a process may do and reach at a moment, as procfs shows it.</summary>
internal sealed partial class ProcessHoldings
{
    private readonly Dictionary<string, string> _status;

    private ProcessHoldings(int pid, Container container)
    {
        string proc = $"/proc/{pid}";
        _status = File.ReadLines($"{proc}/status").Select(static line => line.Split(':', 2))
            .ToDictionary(static words => words[0], static words => words[1].Trim());
        string mounts = File.ReadAllText($"{proc}/mountinfo");
        Mounts = MountEntry.ParseAll(mounts);
        HashSet<string> mountIds = [.. mounts.Split('\n').Select(static line => line.Split(' ')[0])];
        Environment = [.. File.ReadAllText($"{proc}/environ").Split('\0', StringSplitOptions.RemoveEmptyEntries)];
        Arguments = [.. File.ReadAllText($"{proc}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries)];
        Root = LinkOf($"{proc}/root");
        Namespaces = Directory.GetFileSystemEntries($"{proc}/ns").ToDictionary(static file => Path.GetFileName(file), LinkOf);
        string[] sockets = File.ReadAllLines("/proc/self/net/unix");
        Descriptors =
        [
            .. Directory.GetFileSystemEntries($"{proc}/fd")
                .Select(static file => int.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture)).Order()
                .Select(number => ReadDescriptor(proc, number, container, sockets, mountIds)),
        ];
    }

    public IReadOnlyList<HeldDescriptor> Descriptors { get; }

    public IReadOnlyList<MountEntry> Mounts { get; }

    public IReadOnlyList<string> Environment { get; }

    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The root directory, by the path that it has for itself.</summary>
    public string Root { get; }

    /// <summary>The namespaces by the names of their files.</summary>
    public IReadOnlyDictionary<string, string> Namespaces { get; }

    /// <summary>Whether execve(2) gives no more than there is.</summary>
    public bool HasNoNewPrivileges => _status["NoNewPrivs"] == "1";

    /// <summary>How many system call filters are in force.</summary>
    public int Filters => int.Parse(_status["Seccomp_filters"], CultureInfo.InvariantCulture);

    /// <summary>Real, effective, saved and file system user.</summary>
    public string Users => _status["Uid"].Replace('\t', ' ');

    /// <summary>Real, effective, saved and file system group.</summary>
    public string Groups => _status["Gid"].Replace('\t', ' ');

    /// <summary>The other groups.</summary>
    public string OtherGroups => _status["Groups"];

    /// <summary>A set of capabilities: <c>Inh</c>, <c>Prm</c>, <c>Eff</c>, <c>Bnd</c> or <c>Amb</c>.</summary>
    public ulong Capabilities(string set) => ulong.Parse(_status["Cap" + set], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>What is open after the standard streams.</summary>
    public IReadOnlyList<string> Opened =>
        [.. Descriptors.Where(static held => held.Number > 2).Select(static held => held.Target).Order(StringComparer.Ordinal)];

    /// <summary>What the next program would inherit after the standard streams.</summary>
    public IReadOnlyList<string> Inheritable =>
    [
        .. Descriptors.Where(static held => held.Number > 2 && !held.ClosesOnExec).Select(static held => held.Target)
            .Order(StringComparer.Ordinal),
    ];

    public static ProcessHoldings Of(int pid, Container container) => new(pid, container);

    private static string LinkOf(string path) => new FileInfo(path).LinkTarget ?? "";

    private static HeldDescriptor ReadDescriptor(
        string proc, int number, Container container, string[] sockets, HashSet<string> mountIds)
    {
        Dictionary<string, string> info = File.ReadLines($"{proc}/fdinfo/{number}").Select(static line => line.Split(':', 2))
            .Where(static words => words.Length == 2).DistinctBy(static words => words[0])
            .ToDictionary(static words => words[0], static words => words[1].Trim());
        int flags = Convert.ToInt32(info["flags"], 8);
        string link = LinkOf($"{proc}/fd/{number}");
        string place = link.StartsWith('/') && !mountIds.Contains(info["mnt_id"]) ? "detached " : "";
        string kind = link == "/" && !Directory.Exists($"{proc}/fd/{number}") ? "file " : "";
        string target = place + kind + Describe(link, sockets)
            .Replace(container.StateRoot + "/" + container.Id, "STATE", StringComparison.Ordinal)
            .Replace(container.StateRoot, "STATEROOT", StringComparison.Ordinal)
            .Replace(container.Bundle, "BUNDLE", StringComparison.Ordinal)
            .Replace(container.Id, "ID", StringComparison.Ordinal);
        const int CloseOnExec = 0x80000;
        return new HeldDescriptor(number, target + Access(flags), (flags & CloseOnExec) != 0);
    }

    private static string Access(int flags)
    {
        const int PathOnly = 0x200000;
        const int Mode = 3;
        return (flags & PathOnly) != 0 ? " (path only)" : (flags & Mode) switch { 0 => "", 1 => " (writes)", _ => " (reads and writes)" };
    }

    private static string Describe(string link, string[] sockets)
    {
        if (link.StartsWith("socket:", StringComparison.Ordinal))
            return DescribeSocket(link[8..^1], sockets);
        if (link == "anon_inode:[pidfd]")
            return "pidfd";
        return Numbers().Replace(link, "/proc/PID");
    }

    // Num, RefCount, Protocol, Flags, Type, St, Inode, Path.
    private static string DescribeSocket(string inode, string[] sockets)
    {
        string[]? fields = sockets.Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(fields => fields.Length > 6 && fields[6] == inode);
        if (fields is null)
            return "socket of another kind";
        string type = fields[4] switch { "0001" => "stream", "0002" => "datagram", "0005" => "message", _ => fields[4] };
        bool listens = fields[3] == "00010000";
        return $"{(listens ? "listening " : "")}{type} socket{(fields.Length > 7 ? " " + Path.GetFileName(fields[7]) : "")}";
    }

    [GeneratedRegex("^/proc/[0-9]+")]
    private static partial Regex Numbers();
}
