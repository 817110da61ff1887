using System;
using Tmds.Linux;

namespace Oci.Runtime.Interop;

/// <summary>Files that live in memory and can be sealed against any change (memfd_create(2)).</summary>
internal static unsafe class MemoryFile
{
    /// <summary>A sealed copy of a file that can be executed.</summary>
    public static Fd SealedCopyOf(string path, string name, ushort mode)
    {
        const uint Executable = 0x10;
        Fd copy = Create(name, Executable);
        try
        {
            using Fd source = Files.Open(path, Files.ReadOnly);
            Fill(copy, source, Files.Status(source, path).Size, path);
            Seal(copy, path, mode);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>A file with some bytes, to be read from its beginning.</summary>
    public static Fd Holding(ReadOnlySpan<byte> bytes, string name)
    {
        const uint NeverExecutable = 8;
        Fd file = Create(name, NeverExecutable);
        try
        {
            Files.WriteAll(file, bytes, name);
            Files.Rewind(file, name);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A file of zeros.</summary>
    public static Fd Zeros(int size, string name)
    {
        const uint NeverExecutable = 8;
        Fd file = Create(name, NeverExecutable);
        if (SystemCall.Invoke(SystemCall.FTruncate, file.Value, size) == 0)
            return file;
        RuntimeFailure failure = KernelFailure.Last("set the size of", name);
        file.Dispose();
        throw failure;
    }

    /// <summary>An empty file.</summary>
    public static Fd Empty(string name) => Create(name, executability: 0);

    // F_SEAL_SEAL, …SHRINK, …GROW, …WRITE of fcntl(2).
    private const int AllSeals = 0x1 | 0x2 | 0x4 | 0x8;

    private static Fd Create(string name, uint executability)
    {
        const uint CloseOnExec = 1, AllowSealing = 2;
        fixed (byte* text = new CString(name, stackalloc byte[CString.StackSize]))
        {
            // MFD_EXEC and MFD_NOEXEC_SEAL are unknown before Linux 6.3, and asked for since.
            int fd = LibC.memfd_create(text, CloseOnExec | AllowSealing | executability);
            if (fd < 0 && Errno.Last == Errno.EINVAL)
                fd = LibC.memfd_create(text, CloseOnExec | AllowSealing);
            return fd >= 0 ? new Fd(fd) : throw KernelFailure.Last("make a file in memory for", name);
        }
    }

    private static void Fill(Fd copy, Fd source, long size, string path)
    {
        while (size > 0)
        {
            long count = SystemCall.Invoke(SystemCall.SendFile, copy.Value, source.Value, 0, size);
            if (count <= 0)
                throw KernelFailure.Last("copy", path);
            size -= count;
        }
    }

    /// <summary>Whether nobody can change the file any more. A file on disk has no seals.</summary>
    public static bool IsSealed(Fd file)
    {
        const int GetSeals = 1034;
        return (LibC.fcntl(file.Value, GetSeals) is >= 0 and int seals) && (seals & AllSeals) == AllSeals;
    }

    private static void Seal(Fd copy, string path, ushort mode)
    {
        const int AddSeals = 1033;
        const int Tries = 100;
        if (LibC.fchmod(copy.Value, mode) != 0)
            throw KernelFailure.Last("set the mode of the copy of", path);
        // EBUSY: the kernel still holds pages that were just written, for a moment (memfd_wait_for_pins()).
        for (int tries = 1; LibC.fcntl(copy.Value, AddSeals, AllSeals) != 0; tries++)
        {
            if (Errno.Last != Errno.EBUSY || tries == Tries)
                throw KernelFailure.Last("seal the copy of", path);
            Polling.Pause(milliseconds: 1);
        }
    }
}
