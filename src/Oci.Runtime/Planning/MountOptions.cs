using System;
using System.Collections.Generic;
using Oci.Runtime.Interop;
using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>What the options of one mount (config.md, "Linux mount options") come to.</summary>
internal sealed record MountOptions
{
    public MountAttributes Set { get; init; }
    public MountAttributes Clear { get; init; }
    public MountAttributes SetRecursive { get; init; }
    public MountAttributes ClearRecursive { get; init; }

    /// <summary>In order: <c>slave,shared</c> makes a mount both.</summary>
    public ValueList<string> Propagation { get; init; } = [];

    /// <summary>Options of the file system, and those of the generic ones that belong to the super block.</summary>
    public ValueList<string> Data { get; init; } = [];
    public bool IsBind { get; init; }
    public bool IsRecursiveBind { get; init; }
    public bool IsRemount { get; init; }
    public bool CopyUp { get; init; }

    /// <summary>The option idmap or ridmap, the last of them.</summary>
    public string? IdMap { get; init; }

    public bool IsReadOnly => Set.HasFlag(MountAttributes.ReadOnly);

    public static MountOptions Parse(ValueList<string> options)
    {
        var parser = new Parser();
        foreach (string option in options)
        {
            if (!parser.TakeGeneric(option))
                parser.TakeData(option);
        }
        return parser.Result;
    }

    /// <summary>The propagation that an option name means, and whether for the whole tree.</summary>
    public static (MountPropagation Value, bool Recursive) ParsePropagation(string option)
    {
        bool recursive = option.StartsWith('r');
        MountPropagation value = (recursive ? option[1..] : option) switch
        {
            "private" => MountPropagation.Private,
            "shared" => MountPropagation.Shared,
            "slave" => MountPropagation.Slave,
            "unbindable" => MountPropagation.Unbindable,
            _ => MountPropagation.Unchanged,
        };
        return (value, recursive);
    }

    private sealed class Parser
    {
        private readonly List<string> _data = [];
        private readonly List<string> _propagation = [];
        private MountOptions _options = new();

        public MountOptions Result => _options with { Data = [.. _data], Propagation = [.. _propagation] };

        public bool TakeGeneric(string option)
        {
            switch (option)
            {
                case "defaults" or "": return true;
                case "bind": _options = _options with { IsBind = true }; return true;
                case "rbind": _options = _options with { IsBind = true, IsRecursiveBind = true }; return true;
                case "remount": _options = _options with { IsRemount = true }; return true;
                case "tmpcopyup": _options = _options with { CopyUp = true }; return true;
                case "idmap" or "ridmap": _options = _options with { IdMap = option }; return true;
                // These speak to the kernel log and to the NFS server of the host; fsopen(2) has no word for them and
                // a mount without them behaves the same.
                case "silent" or "loud" or "iversion" or "noiversion": return true;
                // The kernel's own choice, relatime: mount_setattr(2) has no word for it but the absence of the others.
                case "norelatime" or "rnorelatime": return true;
                case "nostrictatime":
                    _options = _options with { Set = _options.Set & ~MountAttributes.StrictAccessTime };
                    return true;
                case "rnostrictatime":
                    _options = _options with { SetRecursive = _options.SetRecursive & ~MountAttributes.StrictAccessTime };
                    return true;
            }
            if (ParsePropagation(option).Value != MountPropagation.Unchanged)
            {
                _propagation.Add(option);
                return true;
            }
            return TakeAttribute(option);
        }

        private bool TakeAttribute(string option)
        {
            if (AttributeOf(option) is (MountAttributes set, MountAttributes clear))
                return Attribute(set, clear, recursive: false);
            if (option.StartsWith('r') && AttributeOf(option[1..]) is (MountAttributes setAll, MountAttributes clearAll))
                return Attribute(setAll, clearAll, recursive: true);
            return false;
        }

        // The option's effect as mount_setattr(2) has it. Every access time mode replaces the one before.
        private static (MountAttributes Set, MountAttributes Clear)? AttributeOf(string option) => option switch
        {
            "ro" => (MountAttributes.ReadOnly, 0),
            "rw" => (0, MountAttributes.ReadOnly),
            "nosuid" => (MountAttributes.NoSuid, 0),
            "suid" => (0, MountAttributes.NoSuid),
            "nodev" => (MountAttributes.NoDev, 0),
            "dev" => (0, MountAttributes.NoDev),
            "noexec" => (MountAttributes.NoExec, 0),
            "exec" => (0, MountAttributes.NoExec),
            "nosymfollow" => (MountAttributes.NoSymlinkFollow, 0),
            "symfollow" => (0, MountAttributes.NoSymlinkFollow),
            "nodiratime" => (MountAttributes.NoDirectoryAccessTime, 0),
            "diratime" => (0, MountAttributes.NoDirectoryAccessTime),
            "noatime" => (MountAttributes.NoAccessTime, MountAttributes.AccessTimeMask),
            "strictatime" => (MountAttributes.StrictAccessTime, MountAttributes.AccessTimeMask),
            "relatime" or "atime" => (0, MountAttributes.AccessTimeMask),
            _ => null,
        };

        private bool Attribute(MountAttributes set, MountAttributes clear, bool recursive)
        {
            _options = recursive
                ? _options with
                {
                    SetRecursive = (_options.SetRecursive & ~clear) | set,
                    ClearRecursive = (_options.ClearRecursive & ~(set & ~MountAttributes.AccessTimeMask)) | clear,
                }
                : _options with
                {
                    Set = (_options.Set & ~clear) | set,
                    Clear = (_options.Clear & ~(set & ~MountAttributes.AccessTimeMask)) | clear,
                };
            return true;
        }

        // The rest goes to the file system. One entry may hold several options: mount(2) would split them at commas
        // that no backslash protects, and so do we.
        public void TakeData(string option)
        {
            int start = 0;
            for (int i = 0; i <= option.Length; i++)
            {
                bool splits = i == option.Length || (option[i] == ',' && (i == 0 || option[i - 1] != '\\'));
                if (!splits)
                    continue;
                if (i > start && !(i - start < option.Length && TakeGeneric(option[start..i])))
                    _data.Add(option[start..i]);
                start = i + 1;
            }
        }
    }
}
