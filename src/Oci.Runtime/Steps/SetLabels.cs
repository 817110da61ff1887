using System.Text;
using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>
/// <c>process.apparmorProfile</c>: the profile that the thread changes to with its next execve(2), the container's
/// program.
/// </summary>
/// <remarks>
/// Through a procfs of our own: in the container's /proc the file could be something else (CVE-2019-16884,
/// CVE-2025-52881). Before no_new_privs, under which a confined runtime could no longer choose.
/// </remarks>
internal sealed record SetApparmorProfile(string Profile) : InitStep("/process/apparmorProfile")
{
    public override StepTag Tag => StepTag.SetApparmorProfile;

    public override Stage Stage => Stage.Process;

    public override string Describe() => $"change to the AppArmor profile {Profile} on execve";

    public override void Run(InitContext context)
    {
        byte[] command = Encoding.UTF8.GetBytes($"exec {Profile}");
        int errno = ProcFs.TryWriteAttribute(context.PrivateProc!, "apparmor/exec", command, out bool exists);
        // Before Linux 5.8 the security modules share one file.
        if (!exists)
            errno = ProcFs.TryWriteAttribute(context.PrivateProc!, "exec", command, out _);
        if (errno != 0)
            throw KernelFailure.Of(errno, "set the AppArmor profile", Profile, Hint(errno));
    }

    private static string? Hint(int errno) => errno switch
    {
        Errno.ENOENT => "no profile of that name is loaded; see apparmor_parser(8)",
        Errno.EACCES or Errno.EPERM => "the runtime is itself confined by a profile that does not allow the change",
        _ => null,
    };

    public override void Write(StepWriter writer) => writer.Text("profile", Profile);

    public static SetApparmorProfile Read(ref PlanReader reader) => new(reader.Text());
}

/// <summary>
/// <c>process.selinuxLabel</c>: the context that the thread gets with its next execve(2), the container's program.
/// </summary>
/// <remarks>Through a procfs of our own, as <see cref="SetApparmorProfile"/>.</remarks>
internal sealed record SetSelinuxLabel(string Label) : InitStep("/process/selinuxLabel")
{
    public override StepTag Tag => StepTag.SetSelinuxLabel;

    public override Stage Stage => Stage.Process;

    public override string Describe() => $"get the SELinux context {Label} on execve";

    public override void Run(InitContext context)
    {
        int errno = ProcFs.TryWriteAttribute(context.PrivateProc!, "exec", Encoding.UTF8.GetBytes(Label), out _);
        if (errno != 0)
            throw KernelFailure.Of(
                errno, "set the SELinux context", Label, errno == Errno.EINVAL ? "the policy has no such context" : null);
    }

    public override void Write(StepWriter writer) => writer.Text("label", Label);

    public static SetSelinuxLabel Read(ref PlanReader reader) => new(reader.Text());
}
