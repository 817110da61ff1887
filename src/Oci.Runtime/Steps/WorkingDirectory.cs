using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>
/// Makes <c>process.cwd</c> when the image has no such directory, while the rootfs may still be written.
/// </summary>
internal sealed record MakeWorkingDirectory(string Path) : InitStep("/process/cwd")
{
    public override StepTag Tag => StepTag.MakeWorkingDirectory;

    public override Stage Stage => Stage.Root;

    public override string Describe() => $"make the working directory {Path} if it is missing";

    public override void Run(InitContext context)
    {
        Fd? existing = RootPath.TryOpen(context.Root, Path, Files.PathOnly | Files.Directory, out int errno);
        // On a read-only rootfs the directory stays missing, and the change to it says so.
        if (existing is null && errno == Errno.ENOENT)
            existing = RootPath.MakeDirectories(context.Root, Path);
        existing?.Dispose();
    }

    public override void Write(StepWriter writer) => writer.Text("path", Path);

    public static MakeWorkingDirectory Read(ref PlanReader reader) => new(reader.Text());
}

/// <summary>
/// Changes to <c>process.cwd</c> as the container's user, and proves that the place lies inside the root.
/// </summary>
/// <remarks>
/// A descriptor of the host that leaked in would let <c>/proc/self/fd/N</c> be the way out (CVE-2024-21626).
/// </remarks>
internal sealed record ChangeDirectory(string Path, bool IsEarly) : InitStep("/process/cwd")
{
    public override StepTag Tag => StepTag.ChangeDirectory;

    public override Stage Stage => Stage.Process;

    public override string Describe() => IsEarly ? $"change to {Path} as root, if it may be entered" : $"change to {Path}";

    public override void Run(InitContext context)
    {
        int errno = Processes.TryChangeDirectory(Path);
        if (IsEarly)
        {
            if (errno is not (0 or Errno.EACCES))
                throw KernelFailure.Of(errno, "change directory to", Path);
            context.IsInWorkingDirectory = errno == 0;
            return;
        }
        // Where the user may not enter, root has been already (runc allows it, and images rely on it).
        if (errno != 0 && !(errno == Errno.EACCES && context.IsInWorkingDirectory))
            throw KernelFailure.Of(errno, "change directory to", Path);
        string? now = Processes.TryGetWorkingDirectory();
        if (now is null || !now.StartsWith('/'))
            throw new RuntimeFailure("change directory to", Path, "the directory is outside of the container's root");
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("path", Path);
        writer.Flag("early", IsEarly);
    }

    public static ChangeDirectory Read(ref PlanReader reader) => new(reader.Text(), reader.Flag());
}
