using System;
using System.Collections.Generic;
using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>What <c>exec</c> is asked to change in the container's own process.</summary>
internal sealed record ProcessChanges
{
    public ValueList<string> Args { get; init; } = [];
    public bool Terminal { get; init; }
    public string? Cwd { get; init; }

    /// <summary>Added to the environment; of several values of a variable the last counts.</summary>
    public ValueList<string> Env { get; init; } = [];
    public uint? Uid { get; init; }
    public uint? Gid { get; init; }
    public ValueList<uint> AdditionalGids { get; init; } = [];
    public ValueList<string> Capabilities { get; init; } = [];
    public bool? NoNewPrivileges { get; init; }
    public string? ApparmorProfile { get; init; }
    public string? SelinuxLabel { get; init; }
}

/// <summary>The process that <c>exec</c> starts: the container's own with changes, or a given one.</summary>
internal static class ExecProcess
{
    /// <summary>The container's process with changes.</summary>
    /// <param name="own">Null for a container without a process.</param>
    public static ProcessSpec Changed(ProcessSpec? own, ProcessChanges changes)
    {
        ProcessSpec process = own ?? new ProcessSpec { Cwd = "/" };
        return process with
        {
            Args = changes.Args,
            Terminal = changes.Terminal,
            Cwd = changes.Cwd ?? process.Cwd,
            Env = Join(process.Env, changes.Env),
            User = process.User with
            {
                Uid = changes.Uid ?? process.User.Uid,
                Gid = changes.Gid ?? process.User.Gid,
                AdditionalGids = Join(process.User.AdditionalGids, changes.AdditionalGids),
            },
            Capabilities = changes.Capabilities.Count == 0 ? process.Capabilities : Add(process.Capabilities, changes.Capabilities),
            NoNewPrivileges = changes.NoNewPrivileges ?? process.NoNewPrivileges,
            ApparmorProfile = changes.ApparmorProfile ?? process.ApparmorProfile,
            SelinuxLabel = changes.SelinuxLabel ?? process.SelinuxLabel,
        };
    }

    /// <summary>
    /// A process of its own. What it does not say, and what without a word would be weaker or wider than the container, is
    /// as in the container; engines rely on it.
    /// </summary>
    public static ProcessSpec Given(ProcessSpec given, ProcessSpec? own) => own is null ? given : given with
    {
        Capabilities = given.Capabilities ?? own.Capabilities,
        Rlimits = given.Rlimits.Count > 0 ? given.Rlimits : own.Rlimits,
        ApparmorProfile = string.IsNullOrEmpty(given.ApparmorProfile) ? own.ApparmorProfile : given.ApparmorProfile,
        SelinuxLabel = string.IsNullOrEmpty(given.SelinuxLabel) ? own.SelinuxLabel : given.SelinuxLabel,
        OomScoreAdj = given.OomScoreAdj ?? own.OomScoreAdj,
        Scheduler = given.Scheduler ?? own.Scheduler,
        IoPriority = given.IoPriority ?? own.IoPriority,
        ExecCpuAffinity = given.ExecCpuAffinity ?? own.ExecCpuAffinity,
        User = given.User with { Umask = given.User.Umask ?? own.User.Umask },
    };

    // Neither inheritable nor ambient: a capability that a program of another user could pick up from there would be
    // more than was asked for (CVE-2022-29162).
    private static CapabilitiesSpec Add(CapabilitiesSpec? own, ValueList<string> added)
    {
        CapabilitiesSpec capabilities = own ?? new CapabilitiesSpec();
        return capabilities with
        {
            Bounding = Join(capabilities.Bounding, added),
            Effective = Join(capabilities.Effective, added),
            Permitted = Join(capabilities.Permitted, added),
        };
    }

    private static ValueList<T> Join<T>(ValueList<T> first, ValueList<T> second)
    {
        if (second.Count == 0)
            return first;
        var joined = new List<T>(first.Count + second.Count);
        joined.AddRange(first.AsSpan());
        joined.AddRange(second.AsSpan());
        return [.. joined];
    }
}
