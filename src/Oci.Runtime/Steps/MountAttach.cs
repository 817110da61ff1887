
using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>The flags of one mount, in the form in which a step carries them.</summary>
internal sealed record MountFlags(
    MountAttributes Set, MountAttributes Clear, MountAttributes SetRecursive, MountAttributes ClearRecursive,
    ValueList<string> Propagation)
{
    public static MountFlags Of(MountOptions options) =>
        new(options.Set, options.Clear, options.SetRecursive, options.ClearRecursive, options.Propagation);

    /// <summary>Applies them to a mount, detached or not.</summary>
    public void Apply(Fd mount, string subject)
    {
        Mounts.SetAttributes(mount, Set, Clear, MountPropagation.Unchanged, recursive: false, subject);
        Mounts.SetAttributes(mount, SetRecursive, ClearRecursive, MountPropagation.Unchanged, recursive: true, subject);
    }

    /// <summary>After the mount is attached: a mount that is about to move cannot be shared yet.</summary>
    public void ApplyPropagation(Fd mount, string subject)
    {
        foreach (string option in Propagation)
        {
            (MountPropagation value, bool recursive) = MountOptions.ParsePropagation(option);
            Mounts.SetAttributes(mount, 0, 0, value, recursive, subject);
        }
    }

    public void Write(StepWriter writer)
    {
        writer.Attributes("set", Set);
        writer.Attributes("clear", Clear);
        writer.Attributes("setRecursive", SetRecursive);
        writer.Attributes("clearRecursive", ClearRecursive);
        writer.Texts("propagation", Propagation);
    }

    public static MountFlags Read(ref PlanReader reader) => new(
        (MountAttributes)reader.UInt32(), (MountAttributes)reader.UInt32(), (MountAttributes)reader.UInt32(),
        (MountAttributes)reader.UInt32(), reader.Texts());
}

/// <summary>
/// Where a mount goes: the place is opened inside the rootfs, judged by what it is, and only then used.
/// </summary>
internal static class MountAttach
{
    // lxcfs and the like bind these files, and they only show information (they are what runc allows).
    private static readonly string[] AllowedBelowProc =
    [
        "proc/cpuinfo", "proc/diskstats", "proc/meminfo", "proc/stat", "proc/swaps", "proc/uptime", "proc/loadavg",
        "proc/slabinfo", "proc/sys/kernel/ns_last_pid", "proc/sys/crypto/fips_enabled",
    ];

    /// <summary>Opens the mount point, making it when it is missing.</summary>
    /// <param name="isDirectory">Which kind to make: that of what will be mounted.</param>
    public static Fd OpenTarget(InitContext context, string destination, bool isDirectory)
    {
        Fd target = isDirectory
            ? RootPath.MakeDirectories(context.Root, destination)
            : RootPath.MakeFile(context.Root, destination);
        try
        {
            CheckNotRoot(context, target, destination);
            CheckNotProc(context, target, destination);
            CheckNotBelowProc(context, target, destination);
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    // Before a procfs is there too: what is written to /proc must reach the kernel, not a file system of the image.
    private static void CheckNotProc(InitContext context, Fd target, string destination)
    {
        using Fd? proc = RootPath.TryOpen(context.Root, "proc", Files.PathOnly, out int errno);
        if (proc is null && Errno.SaysNothing(errno))
            throw KernelFailure.Of(errno, "look for", "/proc");
        if (proc is not null && Files.Status(proc, "/proc").IsSameFileAs(Files.Status(target, destination)))
            throw new RuntimeFailure("mount on", destination, "only a procfs may be mounted on /proc");
    }

    /// <summary>Opens the mount point of a procfs or sysfs, which no symbolic link of the image may redirect.</summary>
    public static Fd OpenKernelTarget(InitContext context, string destination)
    {
        const int Flags = Files.PathOnly;
        Fd? target = RootPath.TryOpenNoSymlinks(context.Root, destination, Flags | Files.Directory, out int errno);
        if (target is null && errno == Errno.ENOENT)
        {
            using (RootPath.MakeDirectories(context.Root, destination))
                target = RootPath.TryOpenNoSymlinks(context.Root, destination, Flags | Files.Directory, out errno);
        }
        if (target is null)
        {
            string? hint = errno is Errno.ELOOP or Errno.ENOTDIR ? "it must be a real directory, not a symbolic link" : null;
            throw KernelFailure.Of(errno, "mount on", destination, hint);
        }
        try
        {
            CheckNotRoot(context, target, destination);
            if (Files.FileSystemType(target, destination) == ProcFs.Magic && !ProcFs.IsRoot(target))
                CheckNotBelowProc(context, target, destination);
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    private static void CheckNotRoot(InitContext context, Fd target, string destination)
    {
        if (Files.Status(target, destination).IsSameFileAs(Files.Status(context.Root, "/")))
            throw new RuntimeFailure("mount on", destination, "is the root of the container");
    }

    // Judged by the opened place: an image may have made /data a link to /proc/self/attr.
    private static void CheckNotBelowProc(InitContext context, Fd target, string destination)
    {
        if (Files.FileSystemType(target, destination) != ProcFs.Magic)
            return;
        foreach (string path in AllowedBelowProc)
        {
            using Fd? allowed = RootPath.TryOpenNoSymlinks(context.Root, path, Files.PathOnly, out _);
            if (allowed is not null
                && Files.Status(allowed, path).IsSameFileAs(Files.Status(target, destination)))
                return;
        }
        throw new RuntimeFailure(
            "mount on", destination, "lies in /proc", null, "security settings are written there; a mount could swallow them");
    }

    /// <summary>Attaches a mount that is ready.</summary>
    public static void Attach(Fd mount, Fd target, MountFlags flags, string destination)
    {
        Mounts.Attach(mount, target, destination);
        flags.ApplyPropagation(mount, destination);
    }
}
