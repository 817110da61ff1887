using System.Collections.Generic;
using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>Clones a process into the namespaces of a container that is there, all but its mounts.</summary>
/// <remarks>
/// They are named by the pidfd of the container's first process, so that they cannot be another's (setns(2)). The mounts
/// come last, by <see cref="EnterMounts"/>: until then everything that the program and its runtime library read is the
/// host's, and nothing that the container may have made up.
/// </remarks>
/// <param name="Cgroup">The cgroup of version 2 that it is born into; null when it joins the cgroups later.</param>
internal sealed record CloneIntoContainer(CloneRequest Request, string? Cgroup, int PreserveFds)
    : ParentStep("/linux/namespaces")
{
    public const string Name = "cloneIntoContainer";

    public override string Kind => Name;

    public override string Describe()
    {
        string cgroup = Cgroup is null ? "" : "cgroup";
        string namespaces = Request.OfContainer == 0 ? "" : $"namespaces: {string.Join(", ", NamesOf(Request.OfContainer))}";
        return (cgroup, namespaces) switch
        {
            ("", "") => "clone a process",
            (_, "") => "clone a process into the container's cgroup",
            ("", _) => $"clone a process into the container's {namespaces}",
            _ => $"clone a process into the container's {cgroup} and its {namespaces}",
        };
    }

    private static List<string> NamesOf(ulong kinds)
    {
        var names = new List<string>();
        foreach (NamespaceKind kind in NamespaceFlags.All)
        {
            if ((kinds & NamespaceFlags.Of(kind)) != 0)
                names.Add(kind.SpecName());
        }
        return names;
    }

    public override void Run(LaunchContext context)
    {
        context.Init = TryCloneIntoCgroup(context) ?? CloneProcess(context, cgroup: null);
        context.Rollback.Add(context.Init.Kill);
    }

    private InitProcess? TryCloneIntoCgroup(LaunchContext context) =>
        Cgroup is null ? null : CloneIntoCgroup.Try(Cgroup, context.Proc, directory => CloneProcess(context, directory));

    private InitProcess CloneProcess(LaunchContext context, Fd? cgroup) =>
        InitProcess.Clone(Request, context.Executable!, PreserveFds, cgroup, context.Container);
}

/// <summary>
/// Opens the container's mount namespace, which who is root in the container's user namespace may not be able to.
/// </summary>
internal sealed record PassMounts() : PassDescriptor("/linux/namespaces")
{
    public override string Kind => "openMounts";

    public override string Describe() => "open the container's mount namespace";

    protected override Fd Open(LaunchContext context)
    {
        Fd mounts = Files.OpenAt(context.Proc.Value, $"{context.Record.Init!.Pid}/ns/mnt", Files.ReadOnly);
        // As long as the process lives its number is no other's.
        if (!Polling.WaitReadable(context.Container!, milliseconds: 0))
            return mounts;
        mounts.Dispose();
        throw new RuntimeFailure("open", "the container's mount namespace", "the container has stopped")
            .As(FailureCode.ContainerState);
    }
}

/// <summary>Opens the directory that is the root of a container without a mount namespace.</summary>
internal sealed record PassRoot(string Path) : PassDescriptor("/root/path")
{
    public override string Kind => "openRoot";

    public override string Describe() => $"open {Path}";

    protected override Fd Open(LaunchContext context) => Files.Open(Path, Files.PathOnly | Files.Directory);
}

/// <summary>
/// Opens the procfs of the host while it is in reach, to set security labels with: the container's own may be made up.
/// </summary>
internal sealed record OpenHostProc(string Property) : InitStep(Property)
{
    public override StepTag Tag => StepTag.OpenHostProc;

    public override Stage Stage => Stage.Namespaces;

    public override string Describe() => "open the host's procfs";

    public override void Run(InitContext context) => context.PrivateProc = ProcFs.OpenHost();

    public override void Write(StepWriter writer)
    {
    }

    public static OpenHostProc Read(string property) => new(property);
}

/// <summary>Takes the root of the container's mount namespace, which the clone has entered already.</summary>
internal sealed record TakeRoot() : InitStep("/linux/namespaces")
{
    public override StepTag Tag => StepTag.TakeRoot;

    public override Stage Stage => Stage.Root;

    public override string Describe() => "take the root of the container's mount namespace";

    public override void Run(InitContext context) => context.Root = Files.Open("/", Files.PathOnly | Files.Directory);

    public override void Write(StepWriter writer)
    {
    }

    public static TakeRoot Read() => new();
}

/// <summary>Enters the container's mount namespace, whose root becomes root and working directory (setns(2)).</summary>
internal sealed record EnterMounts(int NamespaceIndex) : InitStep("/linux/namespaces")
{
    private const int NewMountNamespace = 0x20000;
    private const int ShareNoDirectories = 0x200;

    public override StepTag Tag => StepTag.EnterMounts;

    public override Stage Stage => Stage.Root;

    public override string Describe() => "enter the container's mount namespace";

    public override void Run(InitContext context)
    {
        // A thread that shares root and working directory with another may not change them alone.
        if (SystemCall.Invoke(SystemCall.Unshare, ShareNoDirectories) != 0)
            throw KernelFailure.Last("unshare", "root and working directory");
        using (Fd mounts = context.Received[NamespaceIndex])
        {
            if (SystemCall.Invoke(SystemCall.SetNs, mounts.Value, NewMountNamespace) != 0)
                throw KernelFailure.Last("enter", "the container's mount namespace");
        }
        context.Root = Files.Open("/", Files.PathOnly | Files.Directory);
    }

    public override void Write(StepWriter writer) => writer.Number("namespaceIndex", NamespaceIndex);

    public static EnterMounts Read(ref PlanReader reader) => new(reader.Int32());
}

/// <summary>Makes a directory the root, for a container without a mount namespace.</summary>
internal sealed record EnterDirectory(int RootIndex) : InitStep("/root/path")
{
    public override StepTag Tag => StepTag.EnterDirectory;

    public override Stage Stage => Stage.Root;

    public override string Describe() => "chroot into the container's root";

    public override void Run(InitContext context)
    {
        using (Fd root = context.Received[RootIndex])
            Mounts.ChangeDirectory(root, "the container's root");
        Mounts.ChangeRootToWorkingDirectory();
        context.Root = Files.Open("/", Files.PathOnly | Files.Directory);
        Mounts.ChangeDirectory(context.Root, "/");
    }

    public override void Write(StepWriter writer) => writer.Number("rootIndex", RootIndex);

    public static EnterDirectory Read(ref PlanReader reader) => new(reader.Int32());
}
