using System;
using System.Collections.Generic;
using Oci.Runtime.State;
using Oci.Runtime.Steps;
using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>
/// The part of init's plan that builds the root: mounts, devices, links, the change of root, restrictions.
/// </summary>
/// <param name="pass">Has the runtime open something for init.</param>
internal sealed class RootfsPlanner(
    ContainerSpec spec, LinuxSpec linux, HostFacts host, LaunchRequest request, Func<PassDescriptor, int> pass)
{
    private static readonly (string Path, uint Major, uint Minor)[] DefaultDevices =
    [
        ("/dev/null", 1, 3), ("/dev/zero", 1, 5), ("/dev/full", 1, 7), ("/dev/random", 1, 8), ("/dev/urandom", 1, 9),
        ("/dev/tty", 5, 0),
    ];

    private static readonly (string Path, string Target)[] Links =
    [
        ("/dev/fd", "/proc/self/fd"), ("/dev/stdin", "/proc/self/fd/0"), ("/dev/stdout", "/proc/self/fd/1"),
        ("/dev/stderr", "/proc/self/fd/2"),
    ];

    private readonly string _rootfs = BundlePaths.Rootfs(request.BundlePath, spec);
    private readonly List<InitStep> _readonlyLater = [];

    // Inside a user namespace, or beside the initial one, mknod(2) is refused.
    private bool InUserNamespace => Has(NamespaceKind.User);

    // The root of a user namespace may not reach what the caller can; an ordinary caller has nothing that it had not.
    private bool IsOpenedByRuntime => InUserNamespace && host.Uid == 0;

    private bool MayMakeDevices => host.OwnsMachine && !InUserNamespace;

    private bool SharesPropagation => linux.RootfsPropagation is "shared" or "rshared";

    /// <summary>
    /// Something is to be mounted, and there is no mount namespace of the container to do it in: it is done in the
    /// runtime's.
    /// </summary>
    public bool MountsOnHost => !Has(NamespaceKind.Mount)
        && (spec.Mounts.Count > 0 || spec.Root is { Readonly: true } || linux.Devices.Count > 0 || linux.MaskedPaths.Count > 0
            || linux.ReadonlyPaths.Count > 0 || linux.RootfsPropagation is not null || request.NotifiesHost);

    /// <summary>What the runtime does for that, before there is an init.</summary>
    public MountRootfsOnHost PlanHostMount() =>
        new(_rootfs, $"{request.StateRoot}/{request.Id}/{StateDirectory.MountPoint}", HostPropagation);

    /// <summary>From the first mount to the change of root.</summary>
    /// <param name="awaitCgroup">Wait for the cgroup and make its namespace; before the first mount that shows
    /// it.</param>
    /// <param name="hooks">What comes last before the change of root.</param>
    public ValueList<InitStep> PlanMounts(ValueList<InitStep> awaitCgroup, HookPlanner hooks)
    {
        List<InitStep> steps = MountsOnHost
            ? [new OpenMountedRootfs(PlanHostMount().Root, HostPropagation)]
            :
            [
                new IsolateMounts("/linux/rootfsPropagation", HostPropagation),
                new MountRootfs(
                    _rootfs, OpenTree("/root/path", _rootfs, recursive: true), SharesPropagation ? "slave" : "rslave"),
            ];
        bool hasAwaited = false;
        for (int i = 0; i < spec.Mounts.Count; i++)
        {
            if (!hasAwaited && IsCgroupMount(spec.Mounts[i]))
            {
                steps.AddRange((IEnumerable<InitStep>)awaitCgroup);
                hasAwaited = true;
            }
            steps.Add(PlanMount(FromRoot(spec.Mounts[i]), $"/mounts/{i}"));
        }
        if (!hasAwaited)
            steps.AddRange((IEnumerable<InitStep>)awaitCgroup);
        if (request.NotifiesHost)
            steps.Add(PlanNotifyMount());
        PlanDevices(steps);
        if (linux.MaskedPaths.Count > 0)
            steps.Add(new OpenNullDevice(OpenDevice("/linux/maskedPaths", "/dev/null", 'c', 1, 3), MountLabels.Of(linux)));
        if (NeedsPrivateProc is { } property)
            steps.Add(new OpenPrivateProc(property));
        steps.AddRange((IEnumerable<InitStep>)PlanHooks(hooks));
        steps.Add(new EnterRoot(
            MountsOnHost ? RootChange.Chroot : request.NoPivot ? RootChange.Move : RootChange.Pivot));
        return [.. steps];
    }

    // The first property that is applied by writing to a procfs.
    private string? NeedsPrivateProc =>
        linux.Sysctl.Count > 0 ? "/linux/sysctl"
        : !string.IsNullOrEmpty(spec.Process?.ApparmorProfile) ? "/process/apparmorProfile"
        : !string.IsNullOrEmpty(spec.Process?.SelinuxLabel) ? "/process/selinuxLabel" : null;

    /// <summary>Without a mount namespace and with nothing to mount, the rootfs is entered as it is.</summary>
    public ValueList<InitStep> PlanPlainDirectory(ValueList<InitStep> awaitCgroup, HookPlanner hooks) =>
    [
        new OpenRootfs(_rootfs),
        .. awaitCgroup,
        .. NeedsPrivateProc is { } property ? (ValueList<InitStep>)[new OpenPrivateProc(property)] : [],
        .. hooks.PlanBeforeRoot(),
        new EnterRoot(RootChange.Chroot),
    ];

    /// <summary>After the change of root: what the container may not write or see.</summary>
    public ValueList<InitStep> PlanRestrictions()
    {
        var steps = new List<InitStep>(_readonlyLater);
        for (int i = 0; i < linux.ReadonlyPaths.Count; i++)
            steps.Add(new ReadonlyPath($"/linux/readonlyPaths/{i}", linux.ReadonlyPaths[i]));
        for (int i = 0; i < linux.MaskedPaths.Count; i++)
            steps.Add(new MaskPath($"/linux/maskedPaths/{i}", linux.MaskedPaths[i]));
        if (spec.Root is { Readonly: true })
            steps.Add(new ReadonlyRoot());
        if (linux.RootfsPropagation is { } propagation)
            steps.Add(new SetRootPropagation(propagation));
        return [.. steps];
    }

    // The events of the host's mounts may come in (slave), the container's may not go out. Where config.json asks for
    // a shared root, volumes stay shared with the host; only the host's own root does not.
    private string HostPropagation => linux.RootfsPropagation switch
    {
        "shared" or "rshared" => "slave",
        "private" or "rprivate" or "unbindable" or "runbindable" => "rprivate",
        _ => "rslave",
    };

    // Not where mounts are shared with the host: the rootfs would be seen there.
    private ValueList<InitStep> PlanHooks(HookPlanner hooks)
    {
        ValueList<InitStep> planned = hooks.PlanBeforeRoot();
        // Moving the rootfs about is for a mount namespace of the container's own: elsewhere it would be the host's root.
        if (planned.Count == 0 || SharesPropagation || MountsOnHost)
            return planned;
        int place = IsOpenedByRuntime ? pass(new PassPlace("/root/path", _rootfs)) : -1;
        return [new ShowRootfs(_rootfs, place), .. planned, new CoverRoot()];
    }

    private static bool IsCgroupMount(MountSpec mount) => mount.Type is "cgroup" or "cgroup2";

    // config.md, Mounts: a relative destination is deprecated, and taken from "/".
    private static MountSpec FromRoot(MountSpec mount) =>
        mount.Destination.StartsWith('/') ? mount : mount with { Destination = $"/{mount.Destination}" };

    private InitStep PlanMount(MountSpec mount, string property)
    {
        MountOptions options = MountOptions.Parse(mount.Options);
        if (options.IsRemount && (options.IdMap is not null || mount.UidMappings.Count > 0))
        {
            throw new RuntimeFailure(
                "plan the mount on", mount.Destination, "the ids of a mount cannot be mapped later", property,
                "leave the option remount out") { Code = FailureCode.ConfigInvalid };
        }
        if (options.IsBind)
            MountOptionRules.CheckBind(options, mount.Destination, property);
        if (options.IsRemount)
            return new Remount(property, mount.Destination, MountFlags.Of(options), options.IsBind ? [] : options.Data);
        if (options.IsBind)
            return PlanBind(mount, options, property);
        if (mount.Type is null)
        {
            throw new RuntimeFailure(
                "plan the mount on", mount.Destination, "it has no type", property, "name a type, or the option bind or rbind")
            {
                Code = FailureCode.ConfigInvalid,
            };
        }
        MountOptionRules.CheckCopyUp(options, mount.Type, mount.Destination, property);
        if (IsCgroupMount(mount))
            return PlanCgroupMount(mount, options, property);
        return PlanFileSystem(mount, options, property);
    }

    private BindMount PlanNotifyMount() => PlanBind(
        new MountSpec { Destination = PassedEnvironment.NotifyDirectory, Source = MakeNotifyDirectory.PathOf(request) },
        MountOptions.Parse(["bind", "ro", "nosuid", "nodev", "noexec"]), property: "");

    private BindMount PlanBind(MountSpec mount, MountOptions options, string property)
    {
        string source = BundlePaths.Resolve(request.BundlePath, mount.Source ?? "");
        bool isMapped = options.IdMap is not null || mount.UidMappings.Count > 0;
        int index = isMapped
            ? OpenMappedTree(mount, options, property, source)
            : OpenTree(property, source, options.IsRecursiveBind);
        return new BindMount(property, mount.Destination, source, index, options.IsRecursiveBind, MountFlags.Of(options));
    }

    // By the runtime in any case: inside a user namespace it is refused, and a helper for the map needs a parent.
    private int OpenMappedTree(MountSpec mount, MountOptions options, string property, string source)
    {
        if (host.Uid != 0)
            throw new RuntimeFailure("map the ids of", source, "only root can do that", property);
        var map = new TreeIdMap(mount.UidMappings, mount.GidMappings, options.IdMap == "ridmap", HostPropagation);
        return pass(new PassTree(property, source, options.IsRecursiveBind) { IdMap = map });
    }

    private MountFileSystem PlanFileSystem(MountSpec mount, MountOptions options, string property)
    {
        // Mount points and devices are still made inside a tmpfs and in /dev.
        bool isFilledLater = mount.Type == "tmpfs" || mount.Destination.TrimEnd('/') == "/dev";
        if (isFilledLater && options.IsReadOnly)
        {
            _readonlyLater.Add(new MakeMountReadonly(property, mount.Destination));
            options = options with { Set = options.Set & ~Interop.MountAttributes.ReadOnly };
        }
        return new MountFileSystem(
            property, mount.Destination, mount.Type!, mount.Source, MountFlags.Of(options), options.Data,
            options.CopyUp, MountLabels.Of(linux, mount.Type!, options.Data));
    }

    private MountCgroups PlanCgroupMount(MountSpec mount, MountOptions options, string property)
    {
        ContainerCgroups cgroups = ContainerCgroups.Of(linux, host, request.Id);
        var names = new List<string>();
        foreach (Cgroups.CgroupHierarchy hierarchy in cgroups.Hierarchies)
            names.Add(hierarchy.Controllers);
        if (names.Count == 0)
            return PlanCgroupMountWithoutCgroups(mount, options, property);
        return new MountCgroups(
            property, mount.Destination, [.. names], cgroups.Paths, Has(NamespaceKind.Cgroup), MountFlags.Of(options),
            MountLabels.Of(linux));
    }

    // Without cgroups of its own the container stays in those of the caller. It sees them, and may not write them
    // (CVE-2023-25809).
    private MountCgroups PlanCgroupMountWithoutCgroups(MountSpec mount, MountOptions options, string property)
    {
        var names = new List<string>();
        var paths = new List<string>();
        foreach (Cgroups.CgroupHierarchy hierarchy in host.Cgroups.Hierarchies)
        {
            bool isUsed = !hierarchy.IsV2 || host.Cgroups.Kind == Cgroups.CgroupKind.Unified;
            if (isUsed && hierarchy.OwnDirectory is { } directory)
            {
                names.Add(hierarchy.Controllers);
                paths.Add(directory);
            }
        }
        if (names.Count == 0)
            throw new RuntimeFailure("plan the mount on", mount.Destination, "no cgroup hierarchy is mounted here", property);
        MountOptions readOnly = options with { Set = options.Set | Interop.MountAttributes.ReadOnly };
        return new MountCgroups(
            property, mount.Destination, [.. names], [.. paths], Has(NamespaceKind.Cgroup), MountFlags.Of(readOnly),
            MountLabels.Of(linux));
    }

    private void PlanDevices(List<InitStep> steps)
    {
        // A bound /dev is somebody else's, who filled it; what lies elsewhere is made all the same.
        bool bindsDev = BindsDev();
        foreach ((string path, uint major, uint minor) in bindsDev ? [] : DefaultDevices)
        {
            if (!Configures(path))
                steps.Add(PlanDevice("", path, 'c', major, minor, DefaultMode, 0, 0));
        }
        for (int i = 0; i < linux.Devices.Count; i++)
        {
            DeviceSpec device = linux.Devices[i];
            if (bindsDev && device.Path.StartsWith("/dev/", StringComparison.Ordinal))
                continue;
            char type = device.Type == 'u' ? 'c' : device.Type;
            steps.Add(PlanDevice(
                $"/linux/devices/{i}", device.Path, type, (uint)(device.Major ?? 0), (uint)(device.Minor ?? 0),
                (device.FileMode ?? DefaultMode) & PermissionBits, device.Uid ?? 0, device.Gid ?? 0));
        }
        if (bindsDev)
            return;
        foreach ((string path, string target) in Links)
            steps.Add(new CreateLink(path, target));
        steps.Add(new LinkTerminalMultiplexer());
    }

    private const uint DefaultMode = 0x1B6;

    // Engines copy the whole mode of a host's device, with the bits of its type.
    private const uint PermissionBits = 0xFFF;

    private InitStep PlanDevice(string property, string path, char type, uint major, uint minor, uint mode, uint uid, uint gid) =>
        MayMakeDevices || type == 'p'
            ? new CreateDevice(property, path, type, major, minor, mode, uid, gid)
            : new BindDevice(property, path, type, major, minor, OpenDevice(property, path, type, major, minor));

    private bool BindsDev()
    {
        foreach (MountSpec mount in spec.Mounts)
        {
            if (FromRoot(mount).Destination.TrimEnd('/') == "/dev" && MountOptions.Parse(mount.Options).IsBind)
                return true;
        }
        return false;
    }

    private bool Configures(string path)
    {
        foreach (DeviceSpec device in linux.Devices)
        {
            if (device.Path == path)
                return true;
        }
        return false;
    }

    private int OpenTree(string property, string path, bool recursive) =>
        IsOpenedByRuntime ? pass(new PassTree(property, path, recursive)) : -1;

    private int OpenDevice(string property, string path, char type, uint major, uint minor) =>
        IsOpenedByRuntime ? pass(new PassDevice(property, path, type, major, minor)) : -1;

    private bool Has(NamespaceKind kind)
    {
        foreach (NamespaceSpec name in linux.Namespaces)
        {
            if (name.Kind == kind)
                return true;
        }
        return false;
    }
}
