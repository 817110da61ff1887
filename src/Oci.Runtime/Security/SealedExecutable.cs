using System;
using Oci.Runtime.Interop;

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
    private const ushort AllReadAndExecute = 0x16D;
    private const ushort OwnerReadsAllExecute = 0x149;

    /// <param name="otherLayer">A directory of ours: without an upper layer the kernel wants two lower ones.</param>
    /// <param name="isHidden">
    /// For a user namespace: nobody but the owner may read the program. The kernel then keeps the process out of reach
    /// of the user namespace's own CAP_SYS_PTRACE (would_dump() in fs/exec.c), which overrides mere undumpability.
    /// </param>
    public static Fd Open(string otherLayer, bool isHidden) => isHidden
        ? MemoryFile.SealedCopyOf(RuntimeHost.InitPath, "ociruntime", OwnerReadsAllExecute)
        : TryOverlay(otherLayer) ?? TrySelf() ?? MemoryFile.SealedCopyOf(RuntimeHost.InitPath, "ociruntime", AllReadAndExecute);

    /// <summary>
    /// Lets this process go on as a sealed copy of its program, from the beginning of its command, if it is none yet. For the sake
    /// of clones that somebody with CAP_SYS_PTRACE can see before they execute: until then <c>/proc/PID/exe</c> is the program of
    /// who has cloned them, and whoever has opened it may write it once nobody runs it any more (CVE-2019-5736).
    /// </summary>
    /// <remarks>Nothing may have been made, or read from a pipe, when it is called. A program that uses the library goes on.</remarks>
    public static void GoOnAsCopy()
    {
        if (!RuntimeHost.IsInit || IsCopy())
            return;
        using Fd copy = MemoryFile.SealedCopyOf(RuntimeHost.Self, "ociruntime", AllReadAndExecute);
        SelfExecution.Execute(copy);
    }

    private static bool IsCopy()
    {
        using Fd self = Files.Open(RuntimeHost.Self, Files.ReadOnly);
        return MemoryFile.IsSealed(self);
    }

    private static Fd? TrySelf() => RuntimeHost.IsInit && IsCopy() ? Files.Open(RuntimeHost.Self, Files.PathOnly) : null;

    private static Fd? TryOverlay(string otherLayer)
    {
        // Of another program's file we know only the name, which may come to mean another one.
        string? path = RuntimeHost.IsInit ? Files.TryReadLink(Fd.WorkingDirectory, RuntimeHost.Self, out _) : null;
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
        using Fd self = Files.Open(RuntimeHost.Self, Files.PathOnly);
        FileStatus ours = Files.Status(self, RuntimeHost.Self);
        FileStatus theirs = Files.Status(executable, RuntimeHost.Self);
        return ours.Size == theirs.Size && ours.Inode == theirs.Inode && theirs.IsRegular;
    }
}
