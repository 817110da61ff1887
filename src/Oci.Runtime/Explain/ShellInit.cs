using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;
using Oci.Spec;

namespace Oci.Runtime.Explain;

/// <summary>Init's part of the script. Everything is done before the change of root, since afterwards no tool is left.</summary>
internal sealed class ShellInit
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _afterRoot = new();
    private string _home = "";

    public static string Write(ValueList<InitStep> steps)
    {
        var script = new ShellInit();
        InitStep? root = null;
        foreach (InitStep step in steps)
        {
            if (step is EnterRoot)
                root = step;
            else if (step is ReadonlyRoot && root is not null)
                script.Step(step);
            else if (step is not (ChangeDirectory or Execute))
                script.Step(step);
        }
        if (root is not null)
            script.Step(root);
        foreach (InitStep step in steps)
        {
            if (step is ChangeDirectory or Execute)
                script.Step(step);
        }
        return script._text.Append(script._afterRoot).ToString();
    }

    private void Step(InitStep step)
    {
        Line();
        Line($"# {ExplainShell.OneLine(step.Describe())}{(step.Property.Length > 0 ? $"   [{step.Property}]" : "")}");
        if (!WriteMount(step) && !WriteDevice(step) && !WriteRestriction(step) && !WriteProcess(step))
            Line("# (no shell command does this)");
    }

    private bool WriteMount(InitStep step)
    {
        switch (step)
        {
            case AwaitCgroup: Line("# (joined before, and inherited)"); return true;
            case NewCgroupNamespace: Line("# (made by unshare, after the cgroups were joined)"); return true;
            case BringUpLoopback: Line("ip link set lo up"); return true;
            case IsolateMounts isolate: Line($"mount --make-{isolate.Propagation} /"); return true;
            case MountRootfs rootfs:
                Line($"root={Quote(rootfs.Path)}");
                Line($"mount --rbind \"$root\" \"$root\" && mount --make-{rootfs.Propagation} \"$root\"");
                return true;
            case OpenRootfs rootfs: Line($"root={Quote(rootfs.Path)}"); return true;
            case MountFileSystem mount: FileSystem(mount); return true;
            case BindMount bind: Bind(bind); return true;
            case Remount remount:
                Line($"mount -o remount{Comma(MountOptionNames.Of(remount.Flags))}{Comma(remount.Data)} {In(remount.Destination)}");
                return true;
            case MountCgroups cgroups: Cgroups(cgroups); return true;
            default: return false;
        }
    }

    private void FileSystem(MountFileSystem mount)
    {
        Line($"mkdir -p {In(mount.Destination)}");
        var options = new List<string>(MountOptionNames.Of(mount.Flags));
        options.AddRange((IEnumerable<string>)mount.Data);
        string list = options.Count == 0 ? "" : $" -o {Quote(string.Join(',', options))}";
        Line($"mount -t {Quote(mount.Type)}{list} {Quote(mount.Source ?? "none")} {In(mount.Destination)}");
        Propagation(mount.Flags, mount.Destination);
    }

    private void Bind(BindMount bind)
    {
        string source = Quote(bind.Source);
        Line($"if [ -d {source} ]; then mkdir -p {In(bind.Destination)}; else mkdir -p \"$(dirname {In(bind.Destination)})\"; touch {In(bind.Destination)}; fi");
        Line($"mount --{(bind.Recursive ? "rbind" : "bind")} {source} {In(bind.Destination)}");
        List<string> options = MountOptionNames.Of(bind.Flags);
        if (options.Count > 0)
            Line($"mount -o remount,bind{Comma(options)} {In(bind.Destination)}");
        Propagation(bind.Flags, bind.Destination);
    }

    private void Propagation(MountFlags flags, string destination)
    {
        foreach (string propagation in flags.Propagation)
            Line($"mount --make-{propagation} {In(destination)}");
    }

    private void Cgroups(MountCgroups cgroups)
    {
        string target = In(cgroups.Destination);
        List<string> options = MountOptionNames.Of(cgroups.Flags);
        Line($"mkdir -p {target}");
        bool unified = cgroups.Names.Count == 1 && cgroups.Names[0].Length == 0;
        if (!unified)
            Line($"mount -t tmpfs -o mode=755 cgroup {target}");
        for (int i = 0; i < cgroups.Names.Count; i++)
        {
            string name = cgroups.Names[i].StartsWith("name=", System.StringComparison.Ordinal) ? cgroups.Names[i][5..] : cgroups.Names[i];
            string place = unified ? target : In($"{cgroups.Destination}/{name}");
            if (!unified)
                Line($"mkdir {place}");
            string type = unified ? "-t cgroup2" : $"-t cgroup -o {Quote(cgroups.Names[i].Contains('=') ? $"none,{cgroups.Names[i]}" : name)}";
            Line(cgroups.Namespaced ? $"mount {type} cgroup {place}" : $"mount --bind {Quote(cgroups.Paths[i])} {place}");
            if (options.Count > 0)
                Line($"mount -o remount,bind{Comma(options)} {place}");
        }
        if (!unified && options.Count > 0)
            Line($"mount -o remount,bind{Comma(options)} {target}");
    }

    private bool WriteDevice(InitStep step)
    {
        switch (step)
        {
            case CreateDevice device:
                Line($"mkdir -p \"$(dirname {In(device.Path)})\"");
                string kind = device.Type == 'p' ? "p" : string.Create(CultureInfo.InvariantCulture, $"{device.Type} {device.Major} {device.Minor}");
                Line($"[ -e {In(device.Path)} ] || mknod -m {System.Convert.ToString(device.Mode, 8)} {In(device.Path)} {kind}");
                Line(string.Create(CultureInfo.InvariantCulture, $"chown {device.Uid}:{device.Gid} {In(device.Path)}"));
                return true;
            case BindDevice device:
                Line($"touch {In(device.Path)} && mount --bind {Quote(device.Path)} {In(device.Path)}");
                return true;
            case CreateLink link:
                Line($"[ -e {In(link.Path)} ] || ln -s {Quote(link.Target)} {In(link.Path)}");
                return true;
            case LinkTerminalMultiplexer:
                Line($"ln -sf pts/ptmx {In("/dev/ptmx")}");
                return true;
            case OpenNullDevice or OpenPrivateProc:
                Line("# (the host's is still in reach)");
                return true;
            default:
                return false;
        }
    }

    private bool WriteRestriction(InitStep step)
    {
        switch (step)
        {
            case MakeMountReadonly mount: Line($"mount -o remount,bind,ro {In(mount.Destination)}"); return true;
            case ReadonlyPath path:
                Line($"if [ -e {In(path.Path)} ]; then mount --rbind {In(path.Path)} {In(path.Path)}; mount -o remount,bind,ro {In(path.Path)}; fi");
                return true;
            case MaskPath path:
                Line($"if [ -d {In(path.Path)} ]; then mount -t tmpfs -o ro,size=0,nr_inodes=2 mask {In(path.Path)}; elif [ -e {In(path.Path)} ]; then mount --bind /dev/null {In(path.Path)}; fi");
                return true;
            case ReadonlyRoot: Line("mount -o remount,bind,ro \"$root\""); return true;
            case SetRootPropagation propagation:
                _afterRoot.Append("# (the root's propagation, ").Append(propagation.Propagation).Append(", can only be set from inside)\n");
                return true;
            case SetHostname name: Line($"printf %s {Quote(name.Name)} > /proc/sys/kernel/hostname"); return true;
            case SetDomainname name: Line($"printf %s {Quote(name.Name)} > /proc/sys/kernel/domainname"); return true;
            case SetSysctl sysctl: Line($"printf %s {Quote(sysctl.Value)} > {Quote($"/proc/sys/{SetSysctl.PathOf(sysctl.Name)}")}"); return true;
            default: return false;
        }
    }

    private bool WriteProcess(InitStep step)
    {
        switch (step)
        {
            case MakeWorkingDirectory directory: Line($"mkdir -p {In(directory.Path)} || true"); return true;
            case FindHome home:
                _home = $"HOME=$(awk -F: '$3 == {home.Uid.ToString(CultureInfo.InvariantCulture)} {{ print $6; exit }}' {In("/etc/passwd")} 2>/dev/null || true)";
                Line(_home);
                return true;
            case SetLimit { IsFinal: true } limit:
                Line($"prlimit --pid $$ --{limit.Type[7..].ToLowerInvariant()}={Limit(limit.Soft)}:{Limit(limit.Hard)}");
                return true;
            case SetLimit or FindExecutable or ReportReady or AwaitStart:
                Line("# (nothing to do by hand)");
                return true;
            case SetUmask umask: Line($"umask {System.Convert.ToString(umask.Mask, 8).PadLeft(4, '0')}"); return true;
            case BecomeUser { Uid: 0, Gid: 0, Groups.Count: 0 }: Line("# (it is that already)"); return true;
            case EnterRoot enter: Root(enter); return true;
            case ChangeDirectory directory: Line($"cd {Quote(directory.Path)}"); return true;
            case Execute execute: Exec(execute); return true;
            default: return false;
        }
    }

    private void Root(EnterRoot enter)
    {
        Line("exec 8> \"$work/pivoted\" 9<> \"$work/detached\"");
        if (enter.Method == RootChange.Pivot)
        {
            Line("cd \"$root\"");
            Line("pivot_root . .");
            Line("echo yes >&8");
            Line("read -r _ <&9");
            Line("cd /");
        }
        else
        {
            Line("# (a shell cannot change its own root and go on: see chroot(1))");
            Line("echo no >&8");
        }
        Line("exec 8>&- 9>&-");
    }

    private void Exec(Execute execute)
    {
        Line("unset work root PATH");
        foreach (string entry in execute.Env)
        {
            int equals = entry.IndexOf('=', System.StringComparison.Ordinal);
            Line($"export {entry[..equals]}={Quote(entry[(equals + 1)..])}");
        }
        if (execute.NeedsHome)
            Line("export HOME=\"${HOME:-/}\"");
        var command = new StringBuilder("exec");
        foreach (string argument in execute.Args)
            command.Append(' ').Append(Quote(argument));
        Line(command.ToString());
    }

    private static string Limit(ulong value) =>
        value == ulong.MaxValue ? "unlimited" : value.ToString(CultureInfo.InvariantCulture);

    private static string Comma(IEnumerable<string> options)
    {
        string list = string.Join(',', options);
        return list.Length == 0 ? "" : $",{list}";
    }

    private static string Quote(string text) => ExplainShell.Quote(text);

    private static string In(string path) => $"\"$root\"{Quote(path.StartsWith('/') ? path : $"/{path}")}";

    private void Line(string text = "") => _text.Append(text).Append('\n');
}
