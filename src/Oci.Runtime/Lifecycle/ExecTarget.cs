using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Runtime.State;
using Oci.Runtime.Steps;
using Oci.Spec;
using Oci.Spec.Json;

namespace Oci.Runtime.Lifecycle;

/// <summary>What <c>exec</c> must know of a container before it plans.</summary>
internal static class ExecTarget
{
    private const int LargestProcess = 16 << 20;

    /// <summary>The process to start.</summary>
    public static ProcessSpec ProcessOf(ExecOptions options, ContainerSpec spec, ContainerRecord record)
    {
        if (options.ProcessFile is not null)
            return ExecProcess.Given(ReadProcess(options.ProcessFile), spec.Process);
        if (options.Args.Count == 0 || options.Args[0].Length == 0)
        {
            throw new RuntimeFailure(
                "exec in container", options.Id, "process args cannot be empty", null, "name a program, or give --process")
            {
                Code = FailureCode.Usage,
            };
        }
        (uint Uid, uint? Gid)? user = options.User is null ? null : ContainerUser.Resolve(options.User, record);
        if (options.Cwd is not (null or ['/', ..]))
            throw new RuntimeFailure("change directory to", options.Cwd, "cwd must be an absolute path", null, "see --cwd")
            {
                Code = FailureCode.Usage,
            };
        return ExecProcess.Changed(spec.Process, new ProcessChanges
        {
            Args = options.Args,
            Terminal = options.Terminal,
            Cwd = options.Cwd,
            Env = options.Env,
            Uid = user?.Uid,
            Gid = user?.Gid,
            AdditionalGids = options.AdditionalGids,
            Capabilities = options.Capabilities,
            NoNewPrivileges = options.NoNewPrivileges,
            ApparmorProfile = options.ApparmorProfile,
            SelinuxLabel = options.SelinuxLabel,
        });
    }

    private static ProcessSpec ReadProcess(string path) =>
        ConfigJson.ReadProcess(GivenFile.Read(path, "--process", LargestProcess), path);

    public static ExecFacts FactsOf(Fd proc, ContainerRecord record, ValueList<string> subCgroups)
    {
        int pid = record.Init!.Pid;
        ulong namespaces = NamespacesOf(proc, pid);
        bool isUser = (namespaces & NamespaceFlags.Of(NamespaceKind.User)) != 0;
        uint uid = Processes.EffectiveUserId;
        ValueList<string> cgroups = CgroupsOf(proc, record, subCgroups);
        return new ExecFacts
        {
            Uid = uid,
            OwnsMachine = isUser && uid == 0 && HostFacts.IsInitialUserNamespace(Read(proc, "self/uid_map")),
            Capabilities = Processes.PermittedCapabilities(),
            Namespaces = namespaces,
            IsMapped = isUser && IsMapped(Read(proc, $"{pid}/uid_map"), uid),
            MaySetGroups = !isUser || !Read(proc, $"{pid}/setgroups").AsSpan().StartsWith("deny"u8),
            Rootfs = record.RootMount is { } mount ? MountRootfsOnHost.RootBelow(mount.Path) : record.Rootfs,
            Cgroups = cgroups,
            IsV2 = cgroups.Count == 1 && !HasTasks(cgroups[0]),
            KeepsKeyring = record.KeepsKeyring,
        };
    }

    // user_namespaces(7): a line is an id inside, the id of ours that it is, and how many follow.
    internal static bool IsMapped(ReadOnlySpan<byte> map, uint uid)
    {
        foreach (Range line in map.Split((byte)'\n'))
        {
            string[] fields = Encoding.ASCII.GetString(map[line]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 3 && ulong.Parse(fields[1], CultureInfo.InvariantCulture) is var first && first <= uid
                && uid - first < ulong.Parse(fields[2], CultureInfo.InvariantCulture))
                return true;
        }
        return false;
    }

    // Those that differ from ours. What is the same need not be joined, and often may not be.
    private static ulong NamespacesOf(Fd proc, int pid)
    {
        using Fd ours = Files.OpenAt(proc.Value, "thread-self/ns", Files.PathOnly | Files.Directory);
        using Fd? theirs = Files.TryOpenAt(proc.Value, $"{pid}/ns", Files.PathOnly | Files.Directory, 0, out int errno);
        if (theirs is null)
            throw KernelFailure.Of(errno, "open", $"/proc/{pid}/ns");
        ulong kinds = 0;
        foreach (NamespaceKind kind in NamespaceFlags.All)
        {
            string name = NamespaceFlags.FileOf(kind);
            string? here = Files.TryReadLink(ours.Value, name, out int failed);
            // The kernel may have no such kind.
            if (failed == Errno.ENOENT)
                continue;
            string? there = failed == 0 ? Files.TryReadLink(theirs.Value, name, out failed) : null;
            if (failed != 0)
                throw KernelFailure.Of(failed, "read", $"/proc/{pid}/ns/{name}");
            if (here != there)
                kinds |= NamespaceFlags.Of(kind);
        }
        return kinds;
    }

    private static ValueList<string> CgroupsOf(Fd proc, ContainerRecord record, ValueList<string> subCgroups)
    {
        if (subCgroups.Count > 0)
        {
            var layout = CgroupLayout.Parse(Read(proc, "self/mountinfo"), Read(proc, "self/cgroup"));
            var cgroups = ContainerCgroups.Of(record.Cgroups, layout);
            return SubCgroups.Below(cgroups.Paths, cgroups.Hierarchies, subCgroups);
        }
        var paths = new List<string>(record.Cgroups.Count);
        foreach (CgroupDirectory cgroup in record.Cgroups)
        {
            if (cgroup.Role == CgroupRole.Parent)
                continue;
            if (!CgroupDirectories.IsStillOurs(cgroup))
                throw new RuntimeFailure("join cgroup", cgroup.Path, "it is not the container's any more")
                    .As(FailureCode.ContainerState);
            paths.Add(cgroup.Path);
        }
        return [.. paths];
    }

    // The file of version 1 alone (cgroup-v2.rst, "Issues with v1").
    private static bool HasTasks(string cgroup) =>
        Files.TryStatusAt(Fd.WorkingDirectory, $"{cgroup}/tasks", out _) is not null;

    private static byte[] Read(Fd proc, string path)
    {
        using Fd file = Files.OpenAt(proc.Value, path, Files.ReadOnly);
        return Files.ReadAll(file, $"/proc/{path}");
    }
}
