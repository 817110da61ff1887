using System;
using System.Text;

namespace Oci.Runtime.Interop;

/// <summary>Questions to the table of mounts (proc_pid_mountinfo(5)) of the mount namespace that this thread is in.</summary>
internal static class MountTable
{
    /// <summary>The type of the file system that a path lies in; null when that cannot be found out.</summary>
    public static string? FileSystemOf(Fd proc, string path)
    {
        using Fd? place = Files.TryOpen(path, Files.PathOnly, out _);
        if (place is null || MountIdOf(proc, place) is not { } id)
            return null;
        ReadOnlySpan<byte> table = Read(proc);
        foreach (Range range in table.Split((byte)'\n'))
        {
            if (MountInfoLine.TryParse(table[range], out MountInfoLine line) && line.Id == id)
                return MountInfoLine.Unescape(line.FileSystemType);
        }
        return null;
    }

    /// <summary>Where a file system of a type is mounted whole; null when nowhere.</summary>
    public static string? FindMountPoint(ReadOnlySpan<byte> mountinfo, ReadOnlySpan<byte> type)
    {
        foreach (Range range in mountinfo.Split((byte)'\n'))
        {
            if (MountInfoLine.TryParse(mountinfo[range], out MountInfoLine line)
                && line.FileSystemType.SequenceEqual(type) && line.Root.SequenceEqual("/"u8))
                return MountInfoLine.Unescape(line.MountPoint);
        }
        return null;
    }

    /// <summary>The whole table.</summary>
    public static byte[] Read(Fd proc) => Read(proc, "thread-self/mountinfo");

    private static int? MountIdOf(Fd proc, Fd place)
    {
        string text = Encoding.ASCII.GetString(Read(proc, $"self/fdinfo/{place.Value}"));
        foreach (Range range in text.AsSpan().Split('\n'))
        {
            ReadOnlySpan<char> line = text.AsSpan(range);
            if (line.StartsWith("mnt_id:") && int.TryParse(line["mnt_id:".Length..], out int id))
                return id;
        }
        return null;
    }

    private static byte[] Read(Fd proc, string path)
    {
        using Fd file = Files.OpenAt(proc.Value, path, Files.ReadOnly);
        return Files.ReadAll(file, $"/proc/{path}");
    }
}
