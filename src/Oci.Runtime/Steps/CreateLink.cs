using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>
/// Makes one of the symbolic links that every container has in /dev (runtime-linux.md, Dev symbolic links).
/// </summary>
internal sealed record CreateLink(string Path, string Target) : InitStep("")
{
    public override StepTag Tag => StepTag.CreateLink;

    public override Stage Stage => Stage.Devices;

    public override string Describe() => $"link {Path} to {Target}";

    public override void Run(InitContext context)
    {
        using Fd parent = RootPath.MakeParent(context.Root, Path, out string name);
        Make(parent, name, Target);
    }

    /// <summary>Makes a link; a name that is there already is left alone.</summary>
    public static void Make(Fd directory, string name, string target) => Files.MakeLink(directory.Value, name, target);

    public override void Write(StepWriter writer)
    {
        writer.Text("path", Path);
        writer.Text("target", Target);
    }

    public static CreateLink Read(ref PlanReader reader) => new(reader.Text(), reader.Text());
}

/// <summary>Replaces <c>/dev/ptmx</c> by a link to the container's own multiplexer.</summary>
/// <remarks>The one name in the rootfs that is replaced: the host's ptmx would make terminals on the host.</remarks>
internal sealed record LinkTerminalMultiplexer() : InitStep("")
{
    public override StepTag Tag => StepTag.LinkTerminalMultiplexer;

    public override Stage Stage => Stage.Devices;

    public override string Describe() => "link /dev/ptmx to pts/ptmx";

    public override void Run(InitContext context)
    {
        using Fd parent = RootPath.MakeParent(context.Root, "/dev/ptmx", out string name);
        int errno = Files.TryRemove(parent.Value, name, isDirectory: false);
        if (errno is not (0 or Errno.ENOENT))
            throw KernelFailure.Of(errno, "replace", "/dev/ptmx");
        CreateLink.Make(parent, name, "pts/ptmx");
    }

    public override void Write(StepWriter writer)
    {
    }

    public static LinkTerminalMultiplexer Read() => new();
}
