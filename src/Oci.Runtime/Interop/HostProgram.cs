using System;
using System.Runtime.InteropServices;

namespace Oci.Runtime.Interop;

/// <summary>Runs programs (posix_spawn(3)): the child shares our memory, and is not we, until it executes.</summary>
internal static unsafe class HostProgram
{
    // Larger than glibc's and musl's posix_spawnattr_t, posix_spawn_file_actions_t and sigset_t, in words.
    private const int OpaqueWords = 64;
    private const int SetWords = 16;

    [DllImport("libc", EntryPoint = "posix_spawn")]
    private static extern int PosixSpawn(int* pid, byte* path, void* actions, void* attributes, byte** argv, byte** envp);

    [DllImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static extern int InitAttributes(void* attributes);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static extern int SetFlags(void* attributes, short flags);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static extern int SetDefaultSignals(void* attributes, ulong* set);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static extern int SetSignalMask(void* attributes, ulong* set);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static extern int InitActions(void* actions);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static extern int AddDuplicate(void* actions, int from, int to);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_addfchdir_np")]
    private static extern int AddChangeDirectory(void* actions, int directory);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    private static extern int AddCloseFrom(void* actions, int first);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static extern int DestroyActions(void* actions);

    /// <summary>Its exit code, 128 + N when signal N ended it. It inherits stdin, stdout and stderr only.</summary>
    public static int Run(string path, string[] arguments, string[] environment)
    {
        int pid = Spawn(path, arguments, environment, null, null);
        using Fd process = Processes.TryOpen(pid) ?? throw new RuntimeFailure("run", path, "it could not be watched");
        OrKill(process, () => Deadline.AwaitReadable(process, path));
        return Processes.WaitForChild(process);
    }

    /// <summary>Kills a program that is not waited for any longer.</summary>
    public static void OrKill(Fd process, Action wait)
    {
        try
        {
            wait();
        }
        catch (RuntimeFailure)
        {
            _ = Processes.Signal(process, Processes.SigKill, "a program");
            Processes.WaitForChild(process);
            throw;
        }
    }

    /// <summary>
    /// Starts a program in a session of its own, with default signals and no descriptor of ours; returns its pid, which
    /// is our child's until it is waited for.
    /// </summary>
    public static int Start(ProgramStart start)
    {
        void* actions = stackalloc ulong[OpaqueWords];
        void* attributes = stackalloc ulong[OpaqueWords];
        Check(InitActions(actions), start.Path);
        try
        {
            Check(AddDuplicate(actions, start.Input.Value, 0), start.Path);
            Check(AddDuplicate(actions, start.Output.Value, 1), start.Path);
            Check(AddDuplicate(actions, start.Errors.Value, 2), start.Path);
            if (start.Directory is not null)
                Check(AddChangeDirectory(actions, start.Directory.Value), start.Path);
            // Those of --preserve-fds are the container's, and not marked to be closed on exec.
            Check(AddCloseFrom(actions, 3), start.Path);
            SetAttributes(attributes, start.Path);
            return Spawn(start.Path, start.Arguments, start.Environment, actions, attributes);
        }
        finally
        {
            _ = DestroyActions(actions);
        }
    }

    // The managed runtime ignores SIGPIPE, and an ignored signal stays ignored over execve(2).
    private static void SetAttributes(void* attributes, string path)
    {
        const short SetDefault = 0x04, SetMask = 0x08, NewSession = 0x80;
        ulong* all = stackalloc ulong[SetWords];
        ulong* none = stackalloc ulong[SetWords];
        new Span<ulong>(all, SetWords).Fill(ulong.MaxValue);
        new Span<ulong>(none, SetWords).Clear();
        Check(InitAttributes(attributes), path);
        Check(SetFlags(attributes, SetDefault | SetMask | NewSession), path);
        Check(SetDefaultSignals(attributes, all), path);
        Check(SetSignalMask(attributes, none), path);
    }

    private static int Spawn(string path, string[] arguments, string[] environment, void* actions, void* attributes)
    {
        using var argv = new StringVector(arguments);
        using var envp = new StringVector(environment);
        int pid;
        fixed (byte* name = new CString(path, stackalloc byte[CString.StackSize]))
            Check(PosixSpawn(&pid, name, actions, attributes, argv.Pointer, envp.Pointer), path);
        return pid;
    }

    private static void Check(int errno, string path)
    {
        if (errno != 0)
            throw KernelFailure.Of(errno, "run", path);
    }
}
