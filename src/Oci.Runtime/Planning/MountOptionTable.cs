using System;
using System.Collections.Generic;
using Oci.Runtime.Interop;

namespace Oci.Runtime.Planning;

/// <summary>What a mount option makes of a mount beside its attributes.</summary>
internal enum MountOptionKind
{
    Bind,
    RecursiveBind,
    Remount,
    CopyUp,
    IdMap,

    /// <summary>A flag of the super block, which fsconfig(2) takes by the name that it has here.</summary>
    SuperBlock,

    /// <summary>It is so anyway, or the kernel has no word for it any more.</summary>
    Nothing,
}

/// <summary>An option's effect as mount_setattr(2) has it.</summary>
/// <param name="TakeBack">What an earlier option may have set, and is not to be set now.</param>
internal readonly record struct AttributeChange(MountAttributes Set, MountAttributes Clear, MountAttributes TakeBack);

/// <summary>
/// Every mount option that the runtime knows (config.md, "Linux mount options"): parsed and listed from here.
/// </summary>
internal static class MountOptionTable
{
    // Every access time mode replaces the one before; nostrictatime only takes one back.
    // An r before the name means the whole tree.
    private static readonly (string Name, AttributeChange Change)[] Attributes =
    [
        ("ro", new(MountAttributes.ReadOnly, 0, 0)),
        ("rw", new(0, MountAttributes.ReadOnly, 0)),
        ("nosuid", new(MountAttributes.NoSuid, 0, 0)),
        ("suid", new(0, MountAttributes.NoSuid, 0)),
        ("nodev", new(MountAttributes.NoDev, 0, 0)),
        ("dev", new(0, MountAttributes.NoDev, 0)),
        ("noexec", new(MountAttributes.NoExec, 0, 0)),
        ("exec", new(0, MountAttributes.NoExec, 0)),
        ("relatime", new(0, MountAttributes.AccessTimeMask, 0)),
        ("strictatime", new(MountAttributes.StrictAccessTime, MountAttributes.AccessTimeMask, 0)),
        ("noatime", new(MountAttributes.NoAccessTime, MountAttributes.AccessTimeMask, 0)),
        ("atime", new(0, MountAttributes.AccessTimeMask, 0)),
        ("nodiratime", new(MountAttributes.NoDirectoryAccessTime, 0, 0)),
        ("diratime", new(0, MountAttributes.NoDirectoryAccessTime, 0)),
        ("nosymfollow", new(MountAttributes.NoSymlinkFollow, 0, 0)),
        ("symfollow", new(0, MountAttributes.NoSymlinkFollow, 0)),
        // The kernel's own choice: mount_setattr(2) has no word for it but the absence of the others.
        ("norelatime", new(0, 0, 0)),
        ("nostrictatime", new(0, 0, MountAttributes.StrictAccessTime)),
    ];

    // Here too an r before the name means the whole tree.
    private static readonly (string Name, MountPropagation Value)[] Propagations =
    [
        ("private", MountPropagation.Private), ("slave", MountPropagation.Slave), ("shared", MountPropagation.Shared),
        ("unbindable", MountPropagation.Unbindable),
    ];

    private static readonly (string Name, MountOptionKind Kind)[] Others =
    [
        ("bind", MountOptionKind.Bind), ("rbind", MountOptionKind.RecursiveBind), ("remount", MountOptionKind.Remount),
        ("tmpcopyup", MountOptionKind.CopyUp), ("idmap", MountOptionKind.IdMap), ("ridmap", MountOptionKind.IdMap),
        ("defaults", MountOptionKind.Nothing),
        ("async", MountOptionKind.SuperBlock), ("sync", MountOptionKind.SuperBlock),
        ("dirsync", MountOptionKind.SuperBlock), ("lazytime", MountOptionKind.SuperBlock),
        ("nolazytime", MountOptionKind.SuperBlock), ("mand", MountOptionKind.SuperBlock),
        ("nomand", MountOptionKind.SuperBlock),
        // These speak to the kernel log and to the NFS server of the host; fsopen(2) has no word for them and a mount
        // without them behaves the same.
        ("silent", MountOptionKind.Nothing), ("loud", MountOptionKind.Nothing), ("iversion", MountOptionKind.Nothing),
        ("noiversion", MountOptionKind.Nothing),
    ];

    /// <summary>The names of all options, in the order of their letters.</summary>
    public static List<string> Names()
    {
        var names = new List<string>();
        foreach ((string name, _) in Attributes)
            names.AddRange([name, $"r{name}"]);
        foreach ((string name, _) in Propagations)
            names.AddRange([name, $"r{name}"]);
        foreach ((string name, _) in Others)
            names.Add(name);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    public static MountOptionKind? KindOf(string option)
    {
        foreach ((string name, MountOptionKind kind) in Others)
        {
            if (option == name)
                return kind;
        }
        return null;
    }

    /// <summary>The propagation that an option means, and whether for the whole tree.</summary>
    public static (MountPropagation Value, bool Recursive) PropagationOf(string option)
    {
        foreach ((string name, MountPropagation value) in Propagations)
        {
            if (IsMeant(option, name, out bool recursive))
                return (value, recursive);
        }
        return (MountPropagation.Unchanged, false);
    }

    /// <summary>What an option does to the attributes of a mount; null when it is about something else.</summary>
    public static (AttributeChange Change, bool Recursive)? AttributesOf(string option)
    {
        foreach ((string name, AttributeChange change) in Attributes)
        {
            if (IsMeant(option, name, out bool recursive))
                return (change, recursive);
        }
        return null;
    }

    private static bool IsMeant(string option, string name, out bool recursive)
    {
        recursive = option.Length == name.Length + 1 && option[0] == 'r';
        return recursive ? option.AsSpan(1).SequenceEqual(name) : option == name;
    }
}
