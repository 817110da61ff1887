using System.Collections.Generic;
using Oci.Runtime.Interop;
using Oci.Runtime.Steps;

namespace Oci.Runtime.Explain;

/// <summary>The words of mount(8) for the attributes of a mount.</summary>
internal static class MountOptionNames
{
    public static readonly (MountAttributes Attribute, string Option)[] All =
    [
        (MountAttributes.ReadOnly, "ro"), (MountAttributes.NoSuid, "nosuid"), (MountAttributes.NoDev, "nodev"),
        (MountAttributes.NoExec, "noexec"), (MountAttributes.NoAccessTime, "noatime"),
        (MountAttributes.StrictAccessTime, "strictatime"), (MountAttributes.NoDirectoryAccessTime, "nodiratime"),
        (MountAttributes.NoSymlinkFollow, "nosymfollow"),
    ];

    private static readonly (MountAttributes Attribute, string Option)[] Cleared =
    [
        (MountAttributes.ReadOnly, "rw"), (MountAttributes.NoSuid, "suid"), (MountAttributes.NoDev, "dev"),
        (MountAttributes.NoExec, "exec"), (MountAttributes.NoDirectoryAccessTime, "diratime"),
        (MountAttributes.NoSymlinkFollow, "symfollow"),
    ];

    /// <summary>
    /// The options of a new mount for mount(8) -o; the recursive ones too, since nothing is below it.
    /// </summary>
    public static List<string> Of(MountFlags flags) => Of(flags.Set | flags.SetRecursive, flags.Clear | flags.ClearRecursive);

    /// <summary>The options for mount(8) -o that set and clear attributes.</summary>
    public static List<string> Of(MountAttributes set, MountAttributes clear)
    {
        var options = new List<string>();
        foreach ((MountAttributes attribute, string option) in Cleared)
        {
            if (clear.HasFlag(attribute))
                options.Add(option);
        }
        if (clear.HasFlag(MountAttributes.AccessTimeMask) && (set & MountAttributes.AccessTimeMask) == 0)
            options.Add("relatime");
        foreach ((MountAttributes attribute, string option) in All)
        {
            if (set.HasFlag(attribute))
                options.Add(option);
        }
        return options;
    }
}
