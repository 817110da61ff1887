using System.Text;
using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary><c>hostname</c>, as sethostname(2) has it.</summary>
internal sealed record SetHostname(string Name) : InitStep("/hostname")
{
    public override StepTag Tag => StepTag.SetHostname;

    public override Stage Stage => Stage.Root;

    public override string Describe() => $"set the hostname to {Name}";

    public override void Run(InitContext context) => HostNames.SetHostname(Name);

    public override void Write(StepWriter writer) => writer.Text("name", Name);

    public static SetHostname Read(ref PlanReader reader) => new(reader.Text());
}

/// <summary><c>domainname</c>, as setdomainname(2) has it.</summary>
internal sealed record SetDomainname(string Name) : InitStep("/domainname")
{
    public override StepTag Tag => StepTag.SetDomainname;

    public override Stage Stage => Stage.Root;

    public override string Describe() => $"set the NIS domain name to {Name}";

    public override void Run(InitContext context) => HostNames.SetDomainname(Name);

    public override void Write(StepWriter writer) => writer.Text("name", Name);

    public static SetDomainname Read(ref PlanReader reader) => new(reader.Text());
}

/// <summary>Mounts a procfs that only init can reach, to write sysctls and security labels through.</summary>
/// <remarks>
/// While the host's procfs is still mounted: in a user namespace the kernel gives no new one without it.
/// </remarks>
internal sealed record OpenPrivateProc(string Property) : InitStep(Property)
{
    public override StepTag Tag => StepTag.OpenPrivateProc;

    public override Stage Stage => Stage.Devices;

    public override string Describe() => "open a private procfs to set sysctls and labels with";

    public override void Run(InitContext context) => context.PrivateProc = ProcFs.MountPrivate();

    public override void Write(StepWriter writer)
    {
    }

    public static OpenPrivateProc Read(string property) => new(property);
}

/// <summary>One entry of <c>linux.sysctl</c>; the value is written as it is, to exactly one file.</summary>
internal sealed record SetSysctl(string Property, string Name, string Value) : InitStep(Property)
{
    public override StepTag Tag => StepTag.SetSysctl;

    public override Stage Stage => Stage.Root;

    public override string Describe() => $"set sysctl {Name} to \"{Value}\"";

    public override void Run(InitContext context) =>
        ProcFs.Write(context.PrivateProc!, $"sys/{SysctlName.PathOf(Name)}", Encoding.UTF8.GetBytes(Value));

    public override void Write(StepWriter writer)
    {
        writer.Text("name", Name);
        writer.Text("value", Value);
    }

    public static SetSysctl Read(string property, ref PlanReader reader) => new(property, reader.Text(), reader.Text());
}
