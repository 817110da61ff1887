using System;
using Oci.Runtime.Interop;
using Tmds.Linux;

namespace Oci.Runtime.Security;

/// <summary>
/// Our own program in a form that the container cannot write: init runs inside the container, where
/// <c>/proc/PID/exe</c> would lead a hostile process to the file on the host (CVE-2019-5736).
/// </summary>
/// <remarks>
/// First choice is an overlay of lower layers only, which costs next to nothing and cannot be unwrapped: the file that
/// shows through has no writable layer. Where the kernel gives none (no rights, or the layers are stacked too deep) it
/// is a copy in memory with all seals, which costs the copy.
/// </remarks>
internal static class SealedExecutable
{
    private const string Self = "/proc/self/exe";

    /// <param name="otherLayer">A directory of ours: without an upper layer the kernel wants two lower ones.</param>
    public static Fd Open(string otherLayer) => TryOverlay(otherLayer) ?? Copy();

    private static Fd? TryOverlay(string otherLayer)
    {
        string? path = Files.TryReadLink(Fd.WorkingDirectory, Self, out _);
        if (path is null || path.EndsWith(" (deleted)", StringComparison.Ordinal) || HasSpecial(path) || HasSpecial(otherLayer))
            return null;
        int slash = path.LastIndexOf('/');
        try
        {
            using Fd fileSystem = Mounts.OpenFileSystem("overlay");
            string layers = $"{(slash == 0 ? "/" : path[..slash])}:{otherLayer}";
            if (!Mounts.TrySetOption(fileSystem, $"lowerdir={layers}", out _))
                return null;
            using Fd mount = Mounts.Create(fileSystem, MountAttributes.None, "overlay");
            const MountAttributes Closed = MountAttributes.ReadOnly | MountAttributes.NoSuid | MountAttributes.NoDev;
            Mounts.SetAttributes(mount, Closed, 0, MountPropagation.Unchanged, recursive: false, "overlay");
            Fd? executable = Files.TryOpenAt(mount.Value, path[(slash + 1)..], Files.PathOnly | Files.NoFollow, 0, out _);
            if (executable is not null && IsOurs(executable))
                return executable;
            executable?.Dispose();
            return null;
        }
        catch (RuntimeFailure)
        {
            return null;
        }
    }

    // In the option that names the layers, these characters have a meaning.
    private static bool HasSpecial(string path) => path.AsSpan().IndexOfAny(":,\\\n") >= 0;

    // The name may mean another file by now; then its size differs, or its content is some other program's problem.
    private static bool IsOurs(Fd executable)
    {
        using Fd self = Files.Open(Self, Files.PathOnly);
        FileStatus ours = Files.Status(self, Self);
        FileStatus theirs = Files.Status(executable, Self);
        return ours.Size == theirs.Size && ours.Inode == theirs.Inode && theirs.IsRegular;
    }

    /// <summary>A memfd with the program's bytes, sealed against any change (memfd_create(2)).</summary>
    public static unsafe Fd Copy()
    {
        const uint CloseOnExec = 1, AllowSealing = 2, Executable = 0x10;
        const int AddSeals = 1033;
        const int AllSeals = 0x1 | 0x2 | 0x4 | 0x8;
        fixed (byte* name = "ociruntime\0"u8)
        {
            // MFD_EXEC is unknown before Linux 6.3, and asked for since.
            int fd = LibC.memfd_create(name, CloseOnExec | AllowSealing | Executable);
            if (fd < 0)
                fd = LibC.memfd_create(name, CloseOnExec | AllowSealing);
            if (fd < 0)
                throw KernelFailure.Last("make a memory file for", "the sealed program");
            var copy = new Fd(fd);
            using Fd self = Files.Open(Self, Files.ReadOnly);
            long left = Files.Status(self, Self).Size;
            while (left > 0)
            {
                long count = SystemCall.Invoke(SystemCall.SendFile, fd, self.Value, 0, left);
                if (count <= 0)
                    throw KernelFailure.Last("copy", "the sealed program");
                left -= count;
            }
            _ = LibC.fchmod(fd, 0x16D);
            if (LibC.fcntl(fd, AddSeals, AllSeals) != 0)
                throw KernelFailure.Last("seal", "the program");
            return copy;
        }
    }
}
