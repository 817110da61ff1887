using System.Text;
using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>Joins a new session keyring, so that the caller's keys stay out of the container (keyrings(7)).</summary>
/// <param name="Label">The SELinux context of the keyring, which is the process's: else it could not use it.</param>
internal sealed record JoinSessionKeyring(string Name, string? Label) : InitStep("")
{
    private const int JoinKeyring = 1;

    public override StepTag Tag => StepTag.JoinSessionKeyring;

    public override Stage Stage => Stage.Namespaces;

    public override string Describe() => $"join a new session keyring named {Name}";

    public override void Run(InitContext context)
    {
        if (Label is null)
        {
            Join();
            return;
        }
        using Fd? own = context.PrivateProc is null ? ProcFs.MountPrivate() : null;
        Fd proc = own ?? context.PrivateProc!;
        LabelKeys(proc, Label);
        Join();
        // What makes keys later shall be labelled by the policy.
        LabelKeys(proc, "");
    }

    private static void LabelKeys(Fd proc, string label)
    {
        int errno = ProcFs.TryWriteAttribute(proc, "keycreate", Encoding.UTF8.GetBytes(label), out _);
        if (errno != 0)
            throw KernelFailure.Of(errno, "set the SELinux context of new keys to", $"\"{label}\"");
    }

    private unsafe void Join()
    {
        fixed (byte* name = new CString(Name, stackalloc byte[CString.StackSize]))
        {
            // A kernel without keyrings has none to protect.
            if (SystemCall.Invoke(SystemCall.KeyCtl, JoinKeyring, (long)name) < 0 && Errno.Last != Errno.ENOSYS)
                throw KernelFailure.Last("join session keyring", Name, "--no-new-keyring keeps the caller's");
        }
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("name", Name);
        writer.Text("label", Label);
    }

    public static JoinSessionKeyring Read(ref PlanReader reader) => new(reader.Text(), reader.OptionalText());
}
