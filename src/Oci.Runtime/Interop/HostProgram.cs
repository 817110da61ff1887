using System;
using System.Runtime.InteropServices;

namespace Oci.Runtime.Interop;

/// <summary>Runs a program of the host and waits for it (posix_spawn(3)).</summary>
internal static unsafe class HostProgram
{
    [DllImport("libc", EntryPoint = "posix_spawn")]
    private static extern int PosixSpawn(int* pid, byte* path, void* actions, void* attributes, byte** argv, byte** envp);

    /// <summary>Its exit code, 128 + N when signal N ended it. It inherits stdin, stdout and stderr only.</summary>
    public static int Run(string path, string[] arguments, string[] environment)
    {
        using var argv = new StringVector(arguments);
        using var envp = new StringVector(environment);
        int pid;
        fixed (byte* name = new CString(path, stackalloc byte[CString.StackSize]))
        {
            int errno = PosixSpawn(&pid, name, null, null, argv.Pointer, envp.Pointer);
            if (errno != 0)
                throw KernelFailure.Of(errno, "run", path);
        }
        using Fd process = Processes.TryOpen(pid) ?? throw new RuntimeFailure("run", path, "it could not be watched");
        return Processes.WaitForChild(process);
    }
}
