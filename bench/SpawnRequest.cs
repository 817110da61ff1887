using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Oci.Bench;

/// <summary>All that posix_spawn(3) needs, laid out beforehand, so that the clock sees only the process.</summary>
internal sealed unsafe class SpawnRequest : IDisposable
{
    /// <summary>Runtimes get the same few variables on every machine.</summary>
    private static readonly string[] Environment =
        [$"PATH={System.Environment.GetEnvironmentVariable("PATH")}", "HOME=/root", "LANG=C.UTF-8"];

    private readonly string _program;
    private readonly byte** _arguments;
    private readonly byte** _environment = Strings(Environment);
    private readonly void* _fileActions = NativeMemory.AllocZeroed(LibC.FileActionsSize);

    public SpawnRequest(
        IReadOnlyList<string> command, string outputFile, string errorFile, string? workingDirectory = null)
    {
        _program = command[0];
        _arguments = Strings(command);
        Check(LibC.posix_spawn_file_actions_init(_fileActions));
        Check(LibC.posix_spawn_file_actions_addopen(_fileActions, 0, "/dev/null", LibC.O_RDONLY, 0));
        Check(LibC.posix_spawn_file_actions_addopen(_fileActions, 1, outputFile, LibC.O_WRONLY_CREAT_TRUNC, 0x180));
        Check(LibC.posix_spawn_file_actions_addopen(_fileActions, 2, errorFile, LibC.O_WRONLY_CREAT_TRUNC, 0x180));
        if (workingDirectory is not null)
            Check(LibC.posix_spawn_file_actions_addchdir_np(_fileActions, workingDirectory));
    }

    /// <summary>Starts the process and returns its pid.</summary>
    public int Spawn()
    {
        int pid;
        Check(LibC.posix_spawnp(&pid, _arguments[0], _fileActions, null, _arguments, _environment));
        return pid;
    }

    public void Dispose()
    {
        _ = LibC.posix_spawn_file_actions_destroy(_fileActions);
        NativeMemory.Free(_fileActions);
        Free(_arguments);
        Free(_environment);
    }

    private void Check(int error)
    {
        if (error != 0)
            throw new BenchException($"start {_program}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    private static byte** Strings(IReadOnlyList<string> strings)
    {
        byte** pointers = (byte**)NativeMemory.AllocZeroed((nuint)strings.Count + 1, (nuint)sizeof(byte*));
        for (int i = 0; i < strings.Count; i++)
            pointers[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
        return pointers;
    }

    private static void Free(byte** strings)
    {
        for (int i = 0; strings[i] is not null; i++)
            Marshal.FreeCoTaskMem((nint)strings[i]);
        NativeMemory.Free(strings);
    }
}
