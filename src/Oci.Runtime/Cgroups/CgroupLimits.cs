using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using Oci.Runtime.Interop;
using Oci.Spec;

namespace Oci.Runtime.Cgroups;

/// <summary>A setting and the directory whose file it is written to.</summary>
internal sealed record PlacedSetting(string Directory, CgroupSetting Setting);

/// <summary>Writes settings to the container's cgroup.</summary>
internal static class CgroupLimits
{
    /// <summary>
    /// Writes all of them. In which order the kernel takes them depends on the values that are there: memory may not
    /// exceed memory and swap, a burst not the quota. What it refuses is therefore tried again after the others, as
    /// long as that helps.
    /// </summary>
    /// <exception cref="RuntimeFailure">One is refused for good; the others may have been written.</exception>
    public static void Apply(ValueList<PlacedSetting> settings)
    {
        var waiting = new List<PlacedSetting>(settings.AsSpan().ToArray());
        while (waiting.Count > 0)
        {
            var refused = new List<PlacedSetting>();
            RuntimeFailure? first = null;
            foreach (PlacedSetting setting in CollectionsMarshal.AsSpan(waiting))
            {
                if (TryWrite(setting) is not { } failure)
                    continue;
                if (failure.Errno is not (Errno.EINVAL or Errno.EBUSY))
                    throw failure;
                first ??= failure;
                refused.Add(setting);
            }
            if (refused.Count == waiting.Count)
                throw first!;
            waiting = refused;
        }
    }

    private static RuntimeFailure? TryWrite(PlacedSetting placed)
    {
        foreach (FileChoice choice in placed.Setting.Choices)
        {
            string path = $"{placed.Directory}/{choice.Name}";
            if (Files.TryWriteControlFile(Fd.WorkingDirectory, path, Encoding.UTF8.GetBytes(choice.Value), out int errno))
                return null;
            if (errno != Errno.ENOENT)
                return Refused(placed, choice, errno);
        }
        return placed.Setting.IsOptional ? null : Missing(placed);
    }

    private static RuntimeFailure Missing(PlacedSetting placed) =>
        KernelFailure.Of(
            Errno.ENOENT, $"write \"{placed.Setting.Choices[0].Value}\" to",
            $"{placed.Directory}/{placed.Setting.Choices[0].Name}",
            $"the kernel has no such file, or the controller {placed.Setting.Controller} is not enabled for the cgroup")
        .For(placed.Setting.Property);

    private static RuntimeFailure Refused(PlacedSetting placed, FileChoice choice, int errno) =>
        KernelFailure.Of(
            errno, $"write \"{choice.Value}\" to", $"{placed.Directory}/{choice.Name}",
            CgroupHints.For(placed.Directory, choice, errno))
        .For(placed.Setting.Property);
}
