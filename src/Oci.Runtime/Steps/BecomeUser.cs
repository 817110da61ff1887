using System.Globalization;
using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Runtime.Security;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary><c>process.noNewPrivileges</c>: execve gives nothing that the process has not got (prctl(2)).</summary>
internal sealed record SetNoNewPrivileges() : InitStep("/process/noNewPrivileges")
{
    public override StepTag Tag => StepTag.SetNoNewPrivileges;

    public override Stage Stage => Stage.Process;

    public override string Describe() => "set no_new_privs";

    public override void Run(InitContext context) =>
        Processes.Control(Processes.SetNoNewPrivileges, 1, "set no_new_privs");

    public override void Write(StepWriter writer)
    {
    }

    public static SetNoNewPrivileges Read() => new();
}

/// <summary>
/// Drops every capability from the bounding set that is not named; before the ids change, while it still may.
/// </summary>
internal sealed record LimitBoundingSet(ulong Mask) : InitStep("/process/capabilities/bounding")
{
    public override StepTag Tag => StepTag.LimitBoundingSet;

    public override Stage Stage => Stage.Process;

    public override string Describe() => $"limit the capability bounding set to {Mask:x}";

    public override void Run(InitContext context)
    {
        // Past the last capability of this kernel reading fails: there is nothing more to drop.
        for (int number = 0; Processes.ReadBound(number) is bool isHeld; number++)
        {
            bool keeps = number < 64 && (Mask >> number & 1) != 0;
            if (isHeld && !keeps && !Processes.TryControl(Processes.DropCapabilityBound, number))
                throw KernelFailure.Last(
                    "drop from the bounding set", "capability " + number.ToString(CultureInfo.InvariantCulture));
        }
    }

    public override void Write(StepWriter writer) => writer.Unsigned("mask", Mask);

    public static LimitBoundingSet Read(ref PlanReader reader) => new(reader.UInt64());
}

/// <summary><c>process.user</c>: supplementary groups, group, user.</summary>
/// <param name="SetsGroups">False only where the kernel forbids setgroups(2): a user namespace of an unprivileged user
/// without mapped groups.</param>
internal sealed record BecomeUser(uint Uid, uint Gid, ValueList<uint> Groups, bool SetsGroups) : InitStep("/process/user")
{
    public override StepTag Tag => StepTag.BecomeUser;

    public override Stage Stage => Stage.Process;

    public override string Describe() =>
        $"become user {Uid}, group {Gid}{(Groups.Count == 0 ? "" : $", groups {string.Join(',', Groups)}")}";

    public override void Run(InitContext context)
    {
        OwnStandardStreams();
        // Kept over the change of user, so that the sets of the configuration can be chosen from all of them.
        Processes.Control(Processes.SetKeepCapabilities, 1, "keep capabilities");
        if (SetsGroups)
            Processes.SetGroups(Groups.AsSpan());
        Processes.SetGroupId(Gid);
        Processes.SetUserId(Uid);
    }

    // The user may reopen its own streams through /proc/self/fd. Never the device null, which everyone shares; streams
    // that cannot be given away (another user namespace's, read-only ones) stay as they are.
    private void OwnStandardStreams()
    {
        for (int stream = 0; stream <= 2; stream++)
        {
            FileStatus? status = Files.TryStatusOf(stream);
            if (status is { } open && open.Uid != Uid && !open.IsCharacterDeviceOf(1, 3))
                Files.TryChangeOwner(stream, Uid, open.Gid);
        }
    }

    public override void Write(StepWriter writer)
    {
        writer.Number("uid", Uid);
        writer.Number("gid", Gid);
        writer.Numbers("groups", Groups);
        writer.Flag("setsGroups", SetsGroups);
    }

    public static BecomeUser Read(ref PlanReader reader) =>
        new(reader.UInt32(), reader.UInt32(), reader.Numbers(), reader.Flag());
}

/// <summary>The other four capability sets. Nothing is inheritable or ambient unless config.json says so.</summary>
/// <param name="KeepsAdmin">
/// CAP_SYS_ADMIN stays permitted and in effect until the program is executed: without no_new_privs the kernel wants it
/// for loading a seccomp filter (seccomp(2)), which comes last. The program cannot get it from there: execve(2) makes
/// the new sets of the file's, the bounding, the inheritable and the ambient set, and looks at neither the old permitted
/// nor the old effective one (capabilities(7), "Transformation of capabilities during execve()"). What is ambient is
/// chosen from the list alone.
/// </param>
internal sealed record SetCapabilities(ulong Effective, ulong Permitted, ulong Inheritable, ulong Ambient, bool KeepsAdmin)
    : InitStep("/process/capabilities")
{
    private const ulong Admin = 1UL << 21;

    public override StepTag Tag => StepTag.SetCapabilities;

    public override Stage Stage => Stage.Process;

    public override string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"set capabilities: effective {Effective:x}, permitted {Permitted:x}, inheritable {Inheritable:x}, ambient {Ambient:x}")
        + (KeepsAdmin ? "; keep CAP_SYS_ADMIN until the filter is loaded" : "");

    public override void Run(InitContext context)
    {
        const int RaiseAmbient = 2;
        const int ClearAllAmbient = 4;
        Processes.Control(Processes.SetKeepCapabilities, 0, "no longer keep capabilities");
        // What this kernel or our own parent does not have cannot be granted; config.md wants that to be no error.
        ulong has = Processes.PermittedCapabilities();
        ulong kept = KeepsAdmin ? Admin : 0;
        if ((kept & ~has) != 0)
            throw CannotLoadFilter();
        Processes.SetCapabilities((Effective & Permitted & has) | kept, (Permitted & has) | kept, Inheritable & has);
        _ = Processes.TryControl(Processes.AmbientCapabilities, ClearAllAmbient);
        for (int number = 0; number <= Capabilities.Last; number++)
        {
            bool isWanted = (Ambient >> number & 1) != 0;
            if (isWanted && !Processes.TryControl(Processes.AmbientCapabilities, RaiseAmbient, number)
                && Errno.Last is not (Errno.EPERM or Errno.EINVAL))
                throw KernelFailure.Last("make a capability ambient", Capabilities.Names[number]);
        }
    }

    private static RuntimeFailure CannotLoadFilter() => new(
        "load", "the seccomp filter", "it takes CAP_SYS_ADMIN, which the runtime does not have", "/linux/seccomp",
        "with process.noNewPrivileges it takes nothing") { Code = FailureCode.HostLacks };

    public override void Write(StepWriter writer)
    {
        writer.Unsigned("effective", Effective);
        writer.Unsigned("permitted", Permitted);
        writer.Unsigned("inheritable", Inheritable);
        writer.Unsigned("ambient", Ambient);
        writer.Flag("keepsAdmin", KeepsAdmin);
    }

    public static SetCapabilities Read(ref PlanReader reader) =>
        new(reader.UInt64(), reader.UInt64(), reader.UInt64(), reader.UInt64(), reader.Flag());
}
