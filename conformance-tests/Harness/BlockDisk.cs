using System;
using System.IO;
using System.Linq;

namespace Oci.Conformance.Harness;

/// <summary>A directory on a disk, for tests of the rate at which it is read and written.</summary>
/// <param name="Major">The numbers of the disk, not of a partition on it: rates are of disks.</param>
internal sealed record BlockDisk(string Directory, int Major, int Minor) : IDisposable
{
    private static readonly string[] FileSystems = ["ext2", "ext3", "ext4", "xfs"];

    /// <summary>Make a directory on the first disk with a file system that writes past the page cache.</summary>
    public static BlockDisk Need()
    {
        // root, mount point and numbers of a line: see proc_pid_mountinfo(5).
        string[]? mount = File.ReadLines("/proc/self/mountinfo").Select(static line => line.Split(' ')).FirstOrDefault(
            static fields => FileSystems.Contains(fields[Array.IndexOf(fields, "-") + 1])
                && fields[5].Split(',').Contains("rw") && System.IO.Directory.Exists(fields[4]));
        Assert.SkipWhen(mount is null, "no file system on a disk can be written here");
        string sys = $"/sys/dev/block/{mount[2]}";
        Assert.SkipUnless(System.IO.Directory.Exists(sys), "the file system is on no disk that the kernel shows");
        string disk = File.Exists($"{sys}/partition") ? $"{sys}/../dev" : $"{sys}/dev";
        int[] numbers = [.. File.ReadAllText(HostCommand.Run("readlink", "-f", disk).Text).Trim().Split(':').Select(int.Parse)];
        string directory = System.IO.Directory.CreateDirectory(Path.Combine(mount[4], $"oci-disk-{Guid.NewGuid():N}")).FullName;
        return new BlockDisk(directory, numbers[0], numbers[1]);
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
