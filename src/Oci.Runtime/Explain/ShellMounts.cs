using System;
using System.Collections.Generic;
using System.Globalization;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;
using static Oci.Runtime.Explain.ShellText;

namespace Oci.Runtime.Explain;

/// <summary>The shell commands for mounts, devices and restrictions. All of them work on the rootfs from the host's
/// root:
/// after the change of root none of the host's tools is left.</summary>
internal sealed class ShellMounts(ShellText script)
{
    // A remount replaces all options of a mount, so the old ones are repeated; access time modes that nobody names stay
    // as they are (mount(2), MS_REMOUNT). mountinfo writes odd characters in octal (proc_pid_mountinfo(5)).
    private const string Helpers = """

        # change OPTIONS MOUNT: change some options of a mount.
        change() {
            has=$(findmnt -n -o VFS-OPTIONS --mountpoint "$2" | tail -n 1)
            case $1 in *atime*) has=$(echo "$has" | sed 's/,relatime//; s/,noatime//') ;; esac
            mount -o "remount,bind,$has,$1" "$2"
        }
        # change_all OPTIONS MOUNT: the same for a mount and all below it.
        change_all() {
            while read -r id parent device root_of place rest; do
                place=$(printf '%b.' "$place")
                case ${place%.} in "$2" | "$2"/*) change "$1" "${place%.}" ;; esac
            done < /proc/self/mountinfo
        }
        """;

    private string _isolation = "";

    // What is bound from the host becomes this, where no mount namespace has cut it off already.
    private string _bound = "";

    public static void WriteHelpers(ShellText script) => script.Line(Helpers);

    /// <summary>Writes the commands of a step, if it is one of these.</summary>
    public bool TryWrite(InitStep step) => TryWriteMount(step) || TryWriteDevice(step) || TryWriteRestriction(step);

    private bool TryWriteMount(InitStep step)
    {
        switch (step)
        {
            case IsolateMounts isolate:
                _isolation = isolate.Propagation;
                script.Line($"mount --make-{isolate.Propagation} /");
                break;
            case MountRootfs rootfs: Rootfs(rootfs); break;
            case OpenRootfs: script.Comment("(the directory is used as it is)"); break;
            case OpenMountedRootfs rootfs:
                _bound = rootfs.Isolation;
                script.Comment("(done outside)");
                break;
            case MountFileSystem mount: FileSystem(mount); break;
            case BindMount bind: Bind(bind); break;
            case Remount remount:
                if (remount.Data.Count > 0)
                    script.Line($"mount{MountOptions(["remount", .. remount.Data])} {InRoot(remount.Destination)}");
                Change(remount.Flags, remount.Destination);
                break;
            case MountCgroups cgroups: Cgroups(cgroups); break;
            default: return false;
        }
        return true;
    }

    private void Rootfs(MountRootfs rootfs)
    {
        // The runtime lays its mount over /; a shell could not name it there.
        if (!_isolation.StartsWith('r'))
            script.Line("mount --make-slave \"$(findmnt -n -o TARGET --target \"$root\" | tail -n 1)\"");
        script.Line("mount --rbind \"$root\" \"$root\"");
        script.Line($"mount --make-{rootfs.Propagation} \"$root\"");
    }

    private void FileSystem(MountFileSystem mount)
    {
        string target = InRoot(mount.Destination);
        MountFlags flags = mount.Flags;
        // mount(8) would make the super block read-only too.
        bool isReadOnlyLater = flags.Set.HasFlag(Interop.MountAttributes.ReadOnly) && !mount.MakesSuperBlockReadOnly;
        if (isReadOnlyLater)
            flags = flags with { Set = flags.Set & ~Interop.MountAttributes.ReadOnly };
        script.Line($"mkdir -p {target}");
        if (mount.CopyUp)
            script.Line($"exec 3< {target}");
        List<string> options = [.. MountOptionNames.Of(flags), .. mount.Data];
        script.Line($"mount -t {Quote(mount.Type)}{MountOptions(options)} -- {Quote(mount.Source ?? "none")} {target}");
        if (mount.CopyUp)
            script.Line($"cp -a /proc/self/fd/3/. {target}").Line($"chmod --reference=/proc/self/fd/3 {target}").Line("exec 3<&-");
        if (isReadOnlyLater)
            script.Line($"change ro {target}");
        Propagation(mount.Flags, target);
    }

    private void Bind(BindMount bind)
    {
        (string source, string target) = (Quote(bind.Source), InRoot(bind.Destination));
        script.Line($"if [ -d {source} ]; then mkdir -p {target}; else mkdir -p {ParentInRoot(bind.Destination)}; touch {target}; fi");
        script.Line($"mount --{(bind.Recursive ? "rbind" : "bind")} -- {source} {target}");
        Isolate(target);
        Change(bind.Flags, bind.Destination);
    }

    private void Change(MountFlags flags, string destination)
    {
        string target = InRoot(destination);
        string options = string.Join(',', MountOptionNames.Of(flags.Set, flags.Clear));
        string below = string.Join(',', MountOptionNames.Of(flags.SetRecursive, flags.ClearRecursive));
        if (options.Length > 0)
            script.Line($"change {options} {target}");
        if (below.Length > 0)
            script.Line($"change_all {below} {target}");
        Propagation(flags, target);
    }

    private void Propagation(MountFlags flags, string target)
    {
        foreach (string propagation in flags.Propagation)
            script.Line($"mount --make-{propagation} {target}");
    }

    private void Isolate(string target)
    {
        if (_bound.Length > 0)
            script.Line($"mount --make-{_bound} {target}");
    }

    private void Cgroups(MountCgroups cgroups)
    {
        string target = InRoot(cgroups.Destination);
        script.Line($"mkdir -p {target}");
        if (!cgroups.IsUnified)
            script.Line($"mount -t tmpfs -o mode=0755 tmpfs {target}");
        for (int i = 0; i < cgroups.Names.Count; i++)
            Hierarchy(cgroups, i);
        if (!cgroups.IsUnified)
            Change(cgroups.Flags, cgroups.Destination);
    }

    private void Hierarchy(MountCgroups cgroups, int index)
    {
        string name = cgroups.DirectoryOf(index);
        string destination = cgroups.IsUnified ? cgroups.Destination : $"{cgroups.Destination}/{name}";
        string target = InRoot(destination);
        if (!cgroups.IsUnified)
            script.Line($"mkdir {target}");
        script.Line(cgroups.Namespaced
            ? $"mount -t {cgroups.FileSystem}{MountOptions(cgroups.OptionsOf(index))} cgroup {target}"
            : $"mount --bind {Quote(cgroups.Paths[index])} {target}");
        if (!cgroups.Namespaced)
            Isolate(target);
        Change(cgroups.Flags, destination);
        foreach (string link in cgroups.LinksTo(index))
            script.Line($"ln -s {Quote(name)} {InRoot($"{cgroups.Destination}/{link}")}");
    }

    private bool TryWriteDevice(InitStep step)
    {
        switch (step)
        {
            case CreateDevice device: Device(device); break;
            case BindDevice device:
                script.Line($"mkdir -p {ParentInRoot(device.Path)}");
                script.Line($"touch {InRoot(device.Path)}");
                script.Line($"mount --bind {Quote(device.Path)} {InRoot(device.Path)}");
                break;
            case CreateLink link:
                string place = InRoot(link.Path);
                script.Line($"mkdir -p {ParentInRoot(link.Path)}");
                script.Line($"[ -e {place} ] || [ -L {place} ] || ln -s {Quote(link.Target)} {place}");
                break;
            case LinkTerminalMultiplexer:
                script.Line($"mkdir -p {InRoot("/dev")}");
                script.Line($"ln -sfn pts/ptmx {InRoot("/dev/ptmx")}");
                break;
            case OpenNullDevice or OpenPrivateProc:
                script.Comment("(nothing to do by hand: the host's is in reach)");
                break;
            default: return false;
        }
        return true;
    }

    private void Device(CreateDevice device)
    {
        string path = InRoot(device.Path);
        string numbers = device.Type == 'p' ? "" : string.Create(CultureInfo.InvariantCulture, $" {device.Major} {device.Minor}");
        string mode = Convert.ToString(device.Mode, 8);
        script.Line($"mkdir -p {ParentInRoot(device.Path)}");
        script.Line($"[ -e {path} ] || mknod -m {mode} {path} {device.Type}{numbers}");
        script.Line(string.Create(CultureInfo.InvariantCulture, $"chown {device.Uid}:{device.Gid} {path}"));
    }

    private bool TryWriteRestriction(InitStep step)
    {
        switch (step)
        {
            case MakeMountReadonly mount: script.Line($"change ro {InRoot(mount.Destination)}"); break;
            case ReadonlyPath path:
                string closed = InRoot(path.Path);
                script.Line($"if [ -e {closed} ]; then");
                script.Line($"    mount --rbind {closed} {closed}").Line($"    change_all ro {closed}").Line("fi");
                break;
            case MaskPath path:
                string hidden = InRoot(path.Path);
                script.Line($"if [ -d {hidden} ]; then");
                script.Line($"    mount -t tmpfs -o nosuid,nodev,noexec,nr_blocks=1,nr_inodes=2,mode=0755 tmpfs {hidden}");
                script.Line($"    change ro {hidden}");
                script.Line($"elif [ -e {hidden} ]; then").Line($"    mount --bind /dev/null {hidden}");
                Isolate(hidden);
                script.Line("fi");
                break;
            case ReadonlyRoot: script.Line("change ro \"$root\""); break;
            default: return false;
        }
        return true;
    }
}
