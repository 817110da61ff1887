using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary><c>linux.memoryPolicy</c> (set_mempolicy(2)); it survives execve(2) and is inherited.</summary>
/// <remarks>
/// After init has joined its cgroup: the kernel takes the nodes that the cpuset has. It needs no rights, and before the
/// rights are dropped no seccomp filter can forbid it.
/// </remarks>
internal sealed record SetMemoryPolicy(string Mode, string? Nodes, ValueList<string> Flags) : ThreadStep("/linux/memoryPolicy")
{
    public override StepTag Tag => StepTag.SetMemoryPolicy;

    public override string Describe()
    {
        string nodes = string.IsNullOrEmpty(Nodes) ? "" : $", nodes {Nodes}";
        return $"set the memory policy to {Mode}{nodes}{(Flags.Count == 0 ? "" : $", {string.Join(' ', Flags)}")}";
    }

    public override void Apply(int thread)
    {
        uint mode = KernelNames.NumberOf(KernelNames.MemoryPolicyModes, Mode)
            | KernelNames.FlagsOf(KernelNames.MemoryPolicyFlags, Flags);
        ulong[] mask = string.IsNullOrEmpty(Nodes) ? [] : NumberList.MaskOf(NumberList.Parse(Nodes));
        int errno = ThreadAttributes.TrySetMemoryPolicy(mode, mask);
        if (errno != 0)
            throw KernelFailure.Of(errno, "set the memory policy", Mode, Hint(errno));
    }

    private static string? Hint(int errno) => errno switch
    {
        Errno.EINVAL => "the kernel must know the mode, take the flags with it, and have the nodes; see set_mempolicy(2)",
        Errno.ENOSYS => "this kernel knows no memory nodes",
        _ => null,
    };

    public override void Write(StepWriter writer)
    {
        writer.Text("mode", Mode);
        writer.Text("nodes", Nodes);
        writer.Texts("flags", Flags);
    }

    public static SetMemoryPolicy Read(ref PlanReader reader) => new(reader.Text(), reader.OptionalText(), reader.Texts());
}

/// <summary>
/// <c>linux.personality</c> (personality(2)). What the caller had beside the domain, such as addresses that are not
/// randomized, ends with it.
/// </summary>
internal sealed record SetPersonality(string Domain) : ThreadStep("/linux/personality")
{
    public override StepTag Tag => StepTag.SetPersonality;

    public override string Describe() => $"set the execution domain to {Domain}";

    public override void Apply(int thread)
    {
        int errno = ThreadAttributes.TrySetPersonality(KernelNames.NumberOf(KernelNames.PersonalityDomains, Domain));
        if (errno != 0)
            throw KernelFailure.Of(
                errno, "set the execution domain", Domain, errno == Errno.EINVAL ? "this machine runs no 32-bit programs" : null);
    }

    public override void Write(StepWriter writer) => writer.Text("domain", Domain);

    public static SetPersonality Read(ref PlanReader reader) => new(reader.Text());
}
