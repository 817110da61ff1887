using Oci.Runtime.Interop;

namespace Oci.Runtime.Preflight;

/// <summary>
/// What preflight asks of the machine. An answer costs a system call or two, so only what a bundle needs is asked.
/// </summary>
internal interface IHostProbe
{
    /// <summary>The effective capabilities of the caller, as a mask.</summary>
    ulong EffectiveCapabilities { get; }

    /// <summary>Whether mount_setattr(2) is there (Linux 5.12).</summary>
    bool HasMountSetAttributes { get; }

    /// <summary>What is at a path, links followed; null and the errno when that cannot be said.</summary>
    FileStatus? Status(string path, out int errno);

    /// <summary>Why the caller may not execute a file, as an errno; 0 when it may.</summary>
    int CannotExecute(string path);

    /// <summary>The text of a small file; null when it cannot be read.</summary>
    string? Read(string path);

    /// <summary>The CLONE_NEW… flag of the namespace at a path, null for what is none.</summary>
    /// <param name="errno">Why the path cannot be opened; 0 when it can.</param>
    ulong? NamespaceType(string path, out int errno);

    /// <summary>Whether the kernel knows the flags of seccomp(2).</summary>
    bool KnowsSeccompFlags(uint flags);
}
