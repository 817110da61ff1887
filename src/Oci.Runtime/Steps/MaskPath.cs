using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>Opens the host's /dev/null while the host is still in reach, and proves that it is that device.</summary>
/// <remarks>What the image calls /dev/null may be anything (CVE-2025-31133).</remarks>
/// <param name="SourceIndex">Index of the mount that the parent opened, or -1 to open it here.</param>
/// <param name="MaskLabel">The SELinux context of what masks directories.</param>
internal sealed record OpenNullDevice(int SourceIndex, string? MaskLabel) : InitStep("/linux/maskedPaths")
{
    public override StepTag Tag => StepTag.OpenNullDevice;

    public override Stage Stage => Stage.Devices;

    public override string Describe() => "keep the host's /dev/null to mask files with";

    public override void Run(InitContext context)
    {
        context.MaskFile = new MaskMount(SourceIndex < 0
            ? context.Isolate(OpenHost("/dev/null", 'c', 1, 3), "/dev/null")
            : context.Received[SourceIndex]);
        context.MaskLabel = MaskLabel;
    }

    /// <summary>A detached mount of a device of the host, checked to be the one that is meant.</summary>
    public static Fd OpenHost(string path, char type, uint major, uint minor)
    {
        using Fd node = Files.Open(path, Files.PathOnly | Files.NoFollow);
        FileStatus status = Files.Status(node, path);
        uint typeBits = type == 'b' ? 0x6000u : 0x2000u;
        if (status.Type != typeBits || status.DeviceNumber != Files.DeviceNumber(major, minor))
            throw new RuntimeFailure("bind the host's device", path, $"is not device {type} {major}:{minor}");
        return Mounts.CloneTree(node, recursive: false, path);
    }

    public override void Write(StepWriter writer)
    {
        writer.Number("sourceIndex", SourceIndex);
        writer.Text("maskLabel", MaskLabel);
    }

    public static OpenNullDevice Read(ref PlanReader reader) => new(reader.Int32(), reader.OptionalText());
}

/// <summary>
/// Hides a path: a file behind /dev/null, a directory behind an empty read-only one. A missing path is fine.
/// </summary>
internal sealed record MaskPath(string Property, string Path) : InitStep(Property)
{
    public override StepTag Tag => StepTag.MaskPath;

    public override Stage Stage => Stage.Restrictions;

    public override string Describe() => $"mask {Path}";

    public override void Run(InitContext context)
    {
        using Fd? target = RootPath.TryOpen(context.Root, Path, Files.PathOnly, out int errno);
        if (target is null)
        {
            if (errno is Errno.ENOENT or Errno.ENOTDIR)
                return;
            throw KernelFailure.Of(errno, "mask", Path);
        }
        MaskMount mask = Files.Status(target, Path).IsDirectory ? context.MaskDirectory : context.MaskFile!;
        mask.Cover(target, Path);
    }

    public override void Write(StepWriter writer) => writer.Text("path", Path);

    public static MaskPath Read(string property, ref PlanReader reader) => new(property, reader.Text());
}

/// <summary>Makes a path read-only, with all mounts below it. A missing path is fine.</summary>
internal sealed record ReadonlyPath(string Property, string Path) : InitStep(Property)
{
    public override StepTag Tag => StepTag.ReadonlyPath;

    public override Stage Stage => Stage.Restrictions;

    public override string Describe() => $"make {Path} read-only";

    public override void Run(InitContext context)
    {
        using Fd? target = RootPath.TryOpen(context.Root, Path, Files.PathOnly, out int errno);
        if (target is null)
        {
            if (errno is Errno.ENOENT or Errno.ENOTDIR)
                return;
            throw KernelFailure.Of(errno, "make read-only", Path);
        }
        using Fd copy = Mounts.CloneTree(target, recursive: true, Path);
        Mounts.SetAttributes(copy, MountAttributes.ReadOnly, 0, MountPropagation.Unchanged, recursive: true, Path);
        Mounts.Attach(copy, target, Path);
    }

    public override void Write(StepWriter writer) => writer.Text("path", Path);

    public static ReadonlyPath Read(string property, ref PlanReader reader) => new(property, reader.Text());
}

/// <summary>Makes the root itself read-only, last of all mounts (<c>root.readonly</c>).</summary>
internal sealed record ReadonlyRoot() : InitStep("/root/readonly")
{
    public override StepTag Tag => StepTag.ReadonlyRoot;

    public override Stage Stage => Stage.Restrictions;

    public override string Describe() => "make the rootfs read-only";

    public override void Run(InitContext context) =>
        Mounts.SetAttributes(context.Root, MountAttributes.ReadOnly, 0, MountPropagation.Unchanged, recursive: false, "/");

    public override void Write(StepWriter writer)
    {
    }

    public static ReadonlyRoot Read() => new();
}
