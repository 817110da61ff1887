using System;
using System.Text;
using Oci.Runtime.Interop;
using Oci.Runtime.State;
using Oci.Spec;

namespace Oci.Runtime.Cgroups;

/// <summary>Stops and continues all processes of a container at once.</summary>
/// <param name="Directory">The container's cgroup in the hierarchy that can freeze.</param>
internal sealed record Freezer(string Directory, bool IsV2)
{
    private const int LongestMilliseconds = 10_000;
    private const string V1File = "freezer.state";
    private const string V2File = "cgroup.freeze";

    private string File => IsV2 ? V2File : V1File;

    /// <summary>Finds it among the cgroups that a container has; null when none of them can freeze.</summary>
    public static Freezer? Find(ValueList<CgroupDirectory> cgroups)
    {
        foreach (CgroupDirectory cgroup in cgroups)
        {
            if (cgroup.Role == CgroupRole.Parent || cgroup.Inode == 0 || !CgroupDirectories.IsStillOurs(cgroup))
                continue;
            foreach (string file in (ReadOnlySpan<string>)[V2File, V1File])
            {
                if (Files.StatusIfThere(Fd.WorkingDirectory, $"{cgroup.Path}/{file}", $"{cgroup.Path}/{file}") is not null)
                    return new Freezer(cgroup.Path, file == V2File);
            }
        }
        return null;
    }

    /// <summary>Whether somebody froze it, or is freezing it.</summary>
    public bool IsFrozen()
    {
        string path = $"{Directory}/{File}";
        using Fd? file = Files.TryOpen(path, Files.ReadOnly, out int errno);
        if (Errno.SaysNothing(errno))
            throw KernelFailure.Of(errno, "open", path);
        // Gone: the container was deleted meanwhile.
        if (file is null)
            return false;
        ReadOnlySpan<byte> state = Files.ReadAll(file, path).AsSpan().TrimEnd((byte)'\n');
        return IsV2 ? state.SequenceEqual("1"u8) : !state.SequenceEqual("THAWED"u8);
    }

    /// <summary>Returns when every process stands still; otherwise they run again, and that is a failure.</summary>
    public void Freeze(int longestMilliseconds = LongestMilliseconds)
    {
        try
        {
            Write(IsV2 ? "1" : "FROZEN");
            AwaitFrozen(longestMilliseconds);
        }
        catch (RuntimeFailure)
        {
            Thaw();
            throw;
        }
    }

    public void Thaw() => Write(IsV2 ? "0" : "THAWED");

    private void Write(string state) =>
        Files.WriteControlFile(Fd.WorkingDirectory, $"{Directory}/{File}", Encoding.ASCII.GetBytes(state));

    private void AwaitFrozen(int longestMilliseconds)
    {
        long deadline = Environment.TickCount64 + longestMilliseconds;
        for (int tries = 0; !StandsStill(); tries++)
        {
            Deadline.Check($"the processes in {Directory} to stand still");
            if (Environment.TickCount64 > deadline)
            {
                throw new RuntimeFailure(
                    "freeze", Directory, $"a process still moves after {longestMilliseconds / 1000} s", null,
                    "it may wait for a device or a network file system") { Code = FailureCode.Timeout };
            }
            // Version 1 may miss a process that was being made; asking again catches it (freezer-subsystem.rst).
            if (!IsV2)
                Write("FROZEN");
            Polling.Pause(milliseconds: Math.Min(tries, 10));
        }
    }

    private bool StandsStill()
    {
        string path = IsV2 ? $"{Directory}/cgroup.events" : $"{Directory}/{V1File}";
        ReadOnlySpan<byte> text = Files.ReadAll(path);
        return IsV2 ? text.IndexOf("frozen 1"u8) >= 0 : text.StartsWith("FROZEN"u8);
    }
}
