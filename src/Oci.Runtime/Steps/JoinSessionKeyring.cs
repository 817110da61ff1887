using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>Joins a new session keyring, so that the caller's keys stay out of the container (keyrings(7)).</summary>
internal sealed record JoinSessionKeyring(string Name) : InitStep("")
{
    private const int JoinKeyring = 1;

    public override StepTag Tag => StepTag.JoinSessionKeyring;

    public override Stage Stage => Stage.Namespaces;

    public override string Describe() => $"join a new session keyring named {Name}";

    public override unsafe void Run(InitContext context)
    {
        fixed (byte* name = new CString(Name, stackalloc byte[CString.StackSize]))
        {
            // A kernel without keyrings has none to protect.
            if (SystemCall.Invoke(SystemCall.KeyCtl, JoinKeyring, (long)name) < 0 && Errno.Last != Errno.ENOSYS)
                throw KernelFailure.Last("join session keyring", Name, "--no-new-keyring keeps the caller's");
        }
    }

    public override void Write(StepWriter writer) => writer.Text("name", Name);

    public static JoinSessionKeyring Read(ref PlanReader reader) => new(reader.Text());
}
