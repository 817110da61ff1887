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
    public static (MountPropagation Value, bool Recursive) ParsePropagation(string option) =>
        MountOptionTable.PropagationOf(option);

    private sealed class Parser
    {
        private readonly List<string> _data = [];
        private readonly List<string> _propagation = [];
        private MountOptions _options = new();

        public MountOptions Result => _options with { Data = [.. _data], Propagation = [.. _propagation] };

        public bool TakeGeneric(string option)
        {
            if (option.Length == 0)
                return true;
            if (MountOptionTable.KindOf(option) is { } kind)
                return Take(kind, option);
            if (MountOptionTable.AttributesOf(option) is { } attributes)
                return Change(attributes.Change, attributes.Recursive);
            if (ParsePropagation(option).Value == MountPropagation.Unchanged)
                return false;
            _propagation.Add(option);
            return true;
        }

        private bool Take(MountOptionKind kind, string option)
        {
            if (kind == MountOptionKind.SuperBlock)
                _data.Add(option);
            _options = kind switch
            {
                MountOptionKind.Bind => _options with { IsBind = true },
                MountOptionKind.RecursiveBind => _options with { IsBind = true, IsRecursiveBind = true },
                MountOptionKind.Remount => _options with { IsRemount = true },
                MountOptionKind.CopyUp => _options with { CopyUp = true },
                MountOptionKind.IdMap => _options with { IdMap = option },
                _ => _options,
            };
            return true;
        }

        private bool Change(AttributeChange change, bool recursive)
        {
            _options = recursive
                ? _options with
                {
                    SetRecursive = ToSet(_options.SetRecursive, change),
                    ClearRecursive = ToClear(_options.ClearRecursive, change),
                }
                : _options with { Set = ToSet(_options.Set, change), Clear = ToClear(_options.Clear, change) };
            return true;
        }

        private static MountAttributes ToSet(MountAttributes before, AttributeChange change) =>
            (before & ~(change.Clear | change.TakeBack)) | change.Set;

        private static MountAttributes ToClear(MountAttributes before, AttributeChange change) =>
            (before & ~(change.Set & ~MountAttributes.AccessTimeMask)) | change.Clear;

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
