using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Oci.Runtime.Planning;
using Oci.Runtime.Security;
using Oci.Runtime.Steps;
using Oci.Spec;
using static Oci.Runtime.Explain.ShellText;

namespace Oci.Runtime.Explain;

/// <summary>The shell commands for names, limits, rights and the program itself.</summary>
/// <remarks>
/// init.sh collects the rights for one call of setpriv(1). That becomes start.sh, a shell with the program's rights,
/// which waits for the change of root and then needs no tool any more.
/// </remarks>
/// <param name="pivots">Otherwise nsenter(1) changes the root, last of all, and takes on as much as it can.</param>
internal sealed class ShellProcess(ShellText script, ShellText start, bool pivots)
{
    private string _directory = "/";
    private BecomeUser? _user;

    /// <summary>Writes the commands of a step, if it is one of these.</summary>
    public bool TryWrite(InitStep step) => TryWriteName(step) || TryWriteThread(step) || TryWriteRights(step) || TryWriteProgram(step);

    private bool TryWriteName(InitStep step)
    {
        switch (step)
        {
            case BringUpLoopback: script.Line("ip link set lo up"); break;
            case SetHostname name: script.Line($"hostname -- {Quote(name.Name)}"); break;
            case SetDomainname name: script.Line($"domainname -- {Quote(name.Name)}"); break;
            case SetSysctl sysctl:
                script.Line($"printf %s {Quote(sysctl.Value)} > {Quote($"/proc/sys/{SysctlName.PathOf(sysctl.Name)}")}");
                break;
            case JoinSessionKeyring:
                script.Comment("(no shell command can do this for its own shell; see keyctl(1), session)");
                break;
            default: return false;
        }
        return true;
    }

    private bool TryWriteThread(InitStep step)
    {
        switch (step)
        {
            case SetScheduler { Policy: "SCHED_DEADLINE" or "SCHED_ISO" } or SetScheduler { Flags.Count: > 0 }:
                script.Comment("(see chrt(1); a shell with this policy could not go on)");
                break;
            case SetScheduler scheduler:
                script.Line(string.Create(CultureInfo.InvariantCulture,
                    $"chrt --{scheduler.Policy[6..].ToLowerInvariant()} --pid {scheduler.Priority} $$"));
                if (scheduler.Policy is "SCHED_OTHER" or "SCHED_BATCH")
                    script.Line(string.Create(CultureInfo.InvariantCulture, $"renice -n {scheduler.Nice} -p $$"));
                break;
            case SetIoPriority priority:
                uint number = KernelNames.NumberOf(KernelNames.IoPriorityClasses, priority.Class);
                script.Line(string.Create(CultureInfo.InvariantCulture, $"ionice -c {number} -n {priority.Priority} -p $$ -t"));
                break;
            case SetMemoryPolicy:
                script.Comment("(no shell command can do this for its own shell; see numactl(8))");
                break;
            case SetPersonality:
                script.Comment("(no shell command can do this for its own shell; see setarch(8))");
                break;
            case SetApparmorProfile or SetSelinuxLabel:
                script.Comment("(would confine this script as well; see setpriv(1), --apparmor-profile and --selinux-label)");
                break;
            default: return false;
        }
        return true;
    }

    private bool TryWriteRights(InitStep step)
    {
        switch (step)
        {
            case SetNoNewPrivileges or LimitBoundingSet or SetCapabilities when !pivots:
                script.Comment("(no shell command can do this so early and still change the root)");
                break;
            case BecomeUser user when !pivots:
                script.Comment("(done last, by nsenter, which clears the supplementary groups)");
                _user = user;
                break;
            case SetNoNewPrivileges: Rights("--no-new-privs"); break;
            case LimitBoundingSet bound: Rights($"--bounding-set {Set(bound.Mask)}"); break;
            case BecomeUser user:
                string groups = user.Groups.Count == 0 ? "--clear-groups" : $"--groups {string.Join(',', user.Groups)}";
                Rights(string.Create(CultureInfo.InvariantCulture,
                    $"--reuid {user.Uid} --regid {user.Gid} {(user.SetsGroups ? groups : "--keep-groups")}"));
                break;
            case SetCapabilities sets:
                script.Comment("(no shell command can set the effective and the permitted set: execve makes both, of these)");
                Rights($"--inh-caps {Set(sets.Inheritable)} --ambient-caps {Set(sets.Ambient & sets.Permitted & sets.Inheritable)}");
                break;
            case SetLimit { IsFinal: true } limit:
                script.Line($"prlimit --pid $$ --{limit.Type[7..].ToLowerInvariant()}={Limit(limit.Soft)}:{Limit(limit.Hard)}");
                break;
            default: return false;
        }
        return true;
    }

    private void Rights(string options) => script.Line($"rights=\"$rights {options}\"");

    private static string Set(ulong mask) =>
        string.Concat(["-all", .. Capabilities.NamesOf(mask).Select(static name => $",+{name[4..].ToLowerInvariant()}")]);

    private static string Limit(ulong value) =>
        value == ulong.MaxValue ? "unlimited" : value.ToString(CultureInfo.InvariantCulture);

    private bool TryWriteProgram(InitStep step)
    {
        switch (step)
        {
            case MakeWorkingDirectory directory:
                script.Line($"mkdir -p {InRoot(directory.Path)} || true");
                break;
            case FindHome home:
                string id = home.Uid.ToString(CultureInfo.InvariantCulture);
                script.Line($"home=$(awk -F: '$3 == {id} {{ print $6; exit }}' {InRoot("/etc/passwd")} 2>/dev/null || true)");
                break;
            case CreateConsole:
                script.Comment("(no shell command can make a terminal and pass it on: the streams stay those of this script)");
                break;
            case SetUmask umask:
                Later($"umask {Convert.ToString(umask.Mask, 8).PadLeft(4, '0')}");
                break;
            case ChangeDirectory { IsEarly: true }:
                script.Comment("(nothing to do by hand)");
                break;
            case ChangeDirectory directory when pivots:
                Later($"cd -- {Quote(directory.Path)}");
                break;
            case ChangeDirectory directory:
                _directory = directory.Path;
                script.Comment("(done last, by nsenter)");
                break;
            case Execute execute: Program(execute); break;
            default: return false;
        }
        return true;
    }

    private void Later(string command)
    {
        if (pivots)
            script.Comment("(done in start.sh)");
        (pivots ? start : script).Line(command);
    }

    private void Program(Execute execute)
    {
        script.Line($"exec {(pivots ? "setpriv $rights -- " : "")}env -i -- \\");
        foreach (string entry in execute.Env)
        {
            if (entry.IndexOf('=', StringComparison.Ordinal) > 0)
                script.Line($"    {Quote(entry)} \\");
        }
        if (execute.NeedsHome)
            script.Line("    \"HOME=${home:-/}\" \\");
        string program = string.Join(' ', execute.Args.Select(Quote));
        if (pivots)
            Start(execute.Env, program);
        else
            EnterDirectory(program);
    }

    private void Start(ValueList<string> environment, string program)
    {
        script.Line("    /bin/sh \"$work/start.sh\"");
        // cd leaves variables behind.
        foreach (string name in (string[])["PWD", "OLDPWD"])
        {
            string? entry = environment.FirstOrDefault(entry => entry.StartsWith($"{name}=", StringComparison.Ordinal));
            start.Line(entry is null ? $"unset {name}" : $"export {name}={Quote(entry[(name.Length + 1)..])}");
        }
        start.Line("exec 7>&- 8<&-").Line($"exec {program}");
    }

    private void EnterDirectory(string program)
    {
        string ids = string.Create(CultureInfo.InvariantCulture, $"--setuid {_user?.Uid ?? 0} --setgid {_user?.Gid ?? 0}");
        script.Line($"    \"$(command -v nsenter)\" --root=\"$root\" --wd={InRoot(_directory)} {ids} -- {program} 7>&- 8<&-");
    }
}
