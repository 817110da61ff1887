using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Oci.Runtime.Interop;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>
/// newuidmap(1) or newgidmap(1): writes a map of ids that were given to the caller in a file.
/// </summary>
internal sealed record IdMapHelper(string Program, string File, string Pointer)
{
    public static readonly IdMapHelper OfUsers = new("newuidmap", "/etc/subuid", "/linux/uidMappings");
    public static readonly IdMapHelper OfGroups = new("newgidmap", "/etc/subgid", "/linux/gidMappings");

    // Where distributions install them, for a caller with an empty PATH.
    private static readonly string[] UsualDirectories = ["/usr/bin", "/usr/local/bin", "/bin", "/usr/sbin", "/sbin"];

    /// <summary>Where the program may be.</summary>
    public IEnumerable<string> Paths
    {
        get
        {
            foreach (string directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            {
                if (directory.StartsWith('/'))
                    yield return $"{directory.TrimEnd('/')}/{Program}";
            }
            foreach (string directory in UsualDirectories)
                yield return $"{directory}/{Program}";
        }
    }

    /// <param name="pid">The first process of the user namespace.</param>
    public void Run(int pid, ValueList<IdMapping> maps)
    {
        string path = Find();
        var arguments = new List<string> { Program, Text(pid) };
        foreach (IdMapping map in maps)
            arguments.AddRange([Text(map.ContainerId), Text(map.HostId), Text(map.Size)]);
        (int code, byte[] output) = ProgramOutput.Of(path, [.. arguments], []);
        if (code == 0)
            return;
        string said = FirstLine(output);
        throw new RuntimeFailure(
            "map ids with", path, said.Length > 0 ? said : $"it ended with exit code {Text(code)}", Pointer, HintFor(maps));
    }

    private string Find()
    {
        foreach (string path in Paths)
        {
            if (Files.CannotExecute(path) == 0)
                return path;
        }
        throw new RuntimeFailure(
            "map ids with", Program, "the program is not installed", Pointer, "install the package uidmap, or map only your own id")
        {
            Code = FailureCode.HostLacks,
        };
    }

    private string HintFor(ValueList<IdMapping> maps)
    {
        IdMapping largest = maps[0];
        foreach (IdMapping map in maps)
            largest = map.Size > largest.Size ? map : largest;
        return $"{File} must have a line such as USER:{Text(largest.HostId)}:{Text(largest.Size)} for you";
    }

    // "newuidmap: uid range [1-1001) -> [200000-201000) not allowed"
    private string FirstLine(byte[] output)
    {
        string line = Encoding.UTF8.GetString(output).Trim().Split('\n')[0];
        return line.StartsWith($"{Program}: ", StringComparison.Ordinal) ? line[(Program.Length + 2)..] : line;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
