using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Runtime.State;

namespace Oci.Runtime.Steps;

/// <summary>Opens something on the host's side that init will need, and that it must or may not open itself.</summary>
internal abstract record PassDescriptor(string Property) : ParentStep(Property)
{
    public sealed override void Run(LaunchContext context) => context.Passed.Add(Open(context));

    protected abstract Fd Open(LaunchContext context);

    /// <summary>Goes to init's mount namespace. Where init has ended, its own failure is the one to show.</summary>
    protected static MountNamespaceVisit VisitInit(LaunchContext context)
    {
        try
        {
            return new MountNamespaceVisit(context.Proc, context.StartedInit.Pid);
        }
        catch (RuntimeFailure failure) when (failure.Errno is Errno.ENOENT or Errno.ESRCH)
        {
            context.StartedInit.Expect(Signal.Failed);
            throw;
        }
    }
}

/// <summary>The socket that <c>start</c> connects to.</summary>
internal sealed record PassStartSocket() : PassDescriptor("")
{
    public override string Kind => "listenForStart";

    public override string Describe() => $"listen on {StateDirectory.StartSocket} for start";

    protected override Fd Open(LaunchContext context) => Sockets.Listen(context.State.Directory, StateDirectory.StartSocket);
}

/// <summary>The line that the terminal's master goes out on.</summary>
/// <param name="Path">The console socket; null when the runtime itself shows the terminal.</param>
internal sealed record PassConsole(string? Path) : PassDescriptor("/process/terminal")
{
    public override string Kind => "connectConsole";

    public override string Describe() =>
        Path is null ? "open a line for the terminal" : $"connect to the console socket {Path}";

    protected override Fd Open(LaunchContext context)
    {
        if (Path is not null)
            return Sockets.Connect(Path);
        (context.ConsoleEnd, Fd far) = Sockets.Pair();
        return far;
    }

    public override void Write(StepWriter writer) => writer.Text("path", Path);
}

/// <summary>A tree of the host, which the root of a user namespace may not be able to reach.</summary>
internal sealed record PassTree(string Property, string Path, bool Recursive) : PassDescriptor(Property)
{
    /// <summary>How the owners of its files show, if not as they are.</summary>
    public TreeIdMap? IdMap { get; init; }

    public override string Kind => "openTree";

    public override string Describe() =>
        $"open {Path} with the rights of the caller{(IdMap is null ? "" : $", {IdMap.Describe()}")}";

    protected override Fd Open(LaunchContext context)
    {
        if (IdMap is not null)
            return OpenMapped(context, IdMap);
        // In init's own mount namespace, where the kernel has locked what the user namespace may not change: a copy
        // from the host's would give it the read-only flags and covered directories of the host to undo.
        using MountNamespaceVisit visit = VisitInit(context);
        return Mounts.CloneTree(Path, Recursive);
    }

    private Fd OpenMapped(LaunchContext context, TreeIdMap map)
    {
        Fd userNamespace = map.OpenNamespace(context, Property);
        using MountNamespaceVisit visit = VisitInit(context);
        Fd tree = Mounts.CloneTree(Path, Recursive);
        try
        {
            map.Apply(context, tree, userNamespace, Path);
            return tree;
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("path", Path);
        writer.Flag("recursive", Recursive);
        IdMap?.Write(writer);
    }
}

/// <summary>A device of the host, for a user namespace that may not make its own.</summary>
internal sealed record PassDevice(string Property, string Path, char Type, uint Major, uint Minor) : PassDescriptor(Property)
{
    public override string Kind => "openDevice";

    public override string Describe() => $"open the host's device {Path}";

    protected override Fd Open(LaunchContext context)
    {
        using MountNamespaceVisit visit = VisitInit(context);
        return OpenNullDevice.OpenHost(Path, Type, Major, Minor);
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("path", Path);
        writer.Text("type", Type.ToString());
        writer.Number("major", Major);
        writer.Number("minor", Minor);
    }
}
