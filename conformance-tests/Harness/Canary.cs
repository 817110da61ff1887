using System.IO;

namespace Oci.Conformance.Harness;

/// <summary>A directory of the host that no container has anything to do with: who changes it has escaped.</summary>
public sealed class Canary
{
    private readonly string _before;

    /// <summary>Fill an empty directory with what runtimes are tempted by.</summary>
    public Canary(string directory)
    {
        Directory = directory;
        File.WriteAllText(Secret, "safe");
        // What runtimes replace, make or mount on when they take a directory for /dev, /proc or a volume.
        foreach (string name in (string[])["ptmx", "console", "null"])
            File.WriteAllText($"{directory}/{name}", name);
        System.IO.Directory.CreateDirectory(directory + "/pts");
        System.IO.Directory.CreateDirectory(directory + "/within");
        File.CreateSymbolicLink(directory + "/loose", "nowhere");
        _before = List();
    }

    public string Directory { get; }

    /// <summary>A file that only the host may read or write.</summary>
    public string Secret => Directory + "/file";

    /// <summary>A way to the directory from any place of a root file system, without a leading slash.</summary>
    public string Relative => "../../../../../../../../../.." + Directory;

    /// <summary>Check that everything is there as it was, and that nothing is mounted here.</summary>
    public void AssertUntouched()
    {
        Assert.Equal(_before, List());
        Assert.Equal("safe", File.ReadAllText(Secret));
        Assert.DoesNotContain(Directory, File.ReadAllText("/proc/self/mountinfo"));
    }

    // Names, types, modes, owners, sizes, link counts, times of change and where links lead.
    private string List() =>
        HostCommand.Run("find", Directory, "-printf", "%P %y %m %U:%G %s %n %T@ %l\n").Succeeded().Output;
}
