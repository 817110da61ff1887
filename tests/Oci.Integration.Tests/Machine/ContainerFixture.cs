using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Oci.Integration.Tests.Machine;

/// <summary>
/// One bundle, one state root and one place for cgroups, and the runtime's commands on a container made of them.
/// </summary>
internal sealed class ContainerFixture : IDisposable
{
    public const string Id = "faulty";

    private readonly string _name = $"oci-faults-{Guid.NewGuid():N}";
    private readonly string _runtime;
    private readonly string _directory;

    public ContainerFixture(string runtime, BundleKind kind)
    {
        LibC.BecomeSubreaper();
        _runtime = runtime;
        _directory = Directory.CreateTempSubdirectory("oci-faults-").FullName;
        // The users of a user namespace must get to the rootfs.
        File.SetUnixFileMode(_directory, (UnixFileMode)0b111_101_101);
        Directory.CreateDirectory(StateRoot);
        CgroupParents = [.. CgroupMounts().Select(mount => Path.Combine(mount, _name))];
        foreach (string parent in CgroupParents)
            MakeCgroup(parent);
        TestBundle.Write(Bundle, $"/{_name}/{Id}", kind);
    }

    public string Bundle => Path.Combine(_directory, "bundle");

    public string StateRoot => Path.Combine(_directory, "state");

    /// <summary>The directories, one a hierarchy, in which the runtime makes the container's cgroup.</summary>
    public IReadOnlyList<string> CgroupParents { get; }

    public string[] CreateCommand => Command("create", "--bundle", Bundle, "--pid-file", Path.Combine(_directory, "pid"), Id);

    public string[] RunCommand => Command("run", "--bundle", Bundle, Id);

    public string[] RunAndKeepCommand => Command("run", "--keep", "--bundle", Bundle, Id);

    public string[] DeleteCommand => Command("delete", "--force", Id);

    public string[] StartCommand => Command("start", Id);

    public string[] ExecCommand(params string[] arguments) => Command(["exec", .. arguments]);

    public string[] StateCommand => Command("state", Id);

    /// <summary>Removes by hand what a fault has left, so that the next one meets a clean machine.</summary>
    public void CleanUp()
    {
        Child.Run(DeleteCommand);
        LibC.ReapChildren();
        // Before anything is deleted: what is left may be a mount of something that is still needed.
        foreach (string mount in File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')[4]).Reverse())
        {
            if (mount.StartsWith(StateRoot, StringComparison.Ordinal))
                Child.Run("umount", "-l", mount);
        }
        foreach (string directory in Directory.EnumerateFileSystemEntries(StateRoot))
            Directory.Delete(directory, recursive: true);
        foreach (string lost in CgroupParents.Where(parent => !Directory.Exists(parent)))
            MakeCgroup(lost);
        foreach (string cgroup in CgroupParents.SelectMany(Directory.GetDirectories))
            RemoveCgroup(cgroup);
    }

    public void Dispose()
    {
        CleanUp();
        foreach (string parent in CgroupParents)
            Directory.Delete(parent);
        Directory.Delete(_directory, recursive: true);
    }

    private string[] Command(params string[] arguments) => [_runtime, "--root", StateRoot, .. arguments];

    private static IEnumerable<string> CgroupMounts() =>
        from line in File.ReadLines("/proc/self/mountinfo")
        let fields = line.Split(' ')
        where fields[Array.IndexOf(fields, "-") + 1] is "cgroup" or "cgroup2"
        select fields[4];

    private static void MakeCgroup(string path)
    {
        Directory.CreateDirectory(path);
        // A new v1 cpuset has no processors and no memory, and takes no process.
        foreach (string file in (string[])["cpuset.cpus", "cpuset.mems"])
        {
            string own = Path.Combine(path, file);
            string parents = Path.Combine(path, "..", file); // not in the root of version 2, where empty means all
            if (File.Exists(own) && File.Exists(parents) && string.IsNullOrWhiteSpace(File.ReadAllText(own)))
                File.WriteAllText(own, File.ReadAllText(parents));
        }
    }

    private static void RemoveCgroup(string path)
    {
        foreach (string line in File.ReadLines(Path.Combine(path, "cgroup.procs")))
            _ = LibC.Kill(int.Parse(line, System.Globalization.CultureInfo.InvariantCulture), LibC.SigKill);
        Wait.Until(() =>
        {
            LibC.ReapChildren();
            return new FileInfo(Path.Combine(path, "cgroup.procs")).OpenText().ReadToEnd().Length == 0;
        });
        foreach (string child in Directory.GetDirectories(path))
            RemoveCgroup(child);
        Directory.Delete(path);
    }
}
