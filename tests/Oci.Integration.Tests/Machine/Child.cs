using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace Oci.Integration.Tests.Machine;

/// <summary>How a process ended (wait(2)), and what it wrote.</summary>
internal sealed record ChildResult(int Status, string Output, string Errors)
{
    public bool WasSignalled => (Status & 0x7f) != 0;

    /// <summary>The exit code; 128 + N after signal N.</summary>
    public int ExitCode => WasSignalled ? 128 + (Status & 0x7f) : (Status >> 8) & 0xff;
}

/// <summary>
/// A process we started with posix_spawn(3). .NET's Process reaps its children itself, which a tracer must do.
/// </summary>
internal sealed class Child : IDisposable
{
    private readonly string _output = Path.GetTempFileName();
    private readonly string _errors = Path.GetTempFileName();

    private Child(string beforeExec, string[] command)
    {
        string script = $"exec </dev/null >'{_output}' 2>'{_errors}'; {beforeExec} exec \"$@\"";
        Pid = Spawn(["/bin/sh", "-c", script, "sh", .. command]);
    }

    public int Pid { get; }

    /// <summary>Runs a program to its end.</summary>
    public static ChildResult Run(params string[] command)
    {
        using var child = new Child("", command);
        return child.Result(Wait(child.Pid, 0));
    }

    /// <summary>Starts a program that is stopped before its execve: SIGCONT lets it run.</summary>
    public static Child StartStopped(params string[] command)
    {
        var child = new Child("kill -STOP $$;", command);
        Wait(child.Pid, LibC.WaitStopped);
        return child;
    }

    public ChildResult Result(int status) => new(status, File.ReadAllText(_output), File.ReadAllText(_errors));

    public void Dispose()
    {
        File.Delete(_output);
        File.Delete(_errors);
    }

    private static int Wait(int pid, int options) =>
        LibC.WaitPid(pid, out int status, options) == pid
            ? status
            : throw Failure($"wait for {pid}", Marshal.GetLastPInvokeError());

    private static unsafe int Spawn(string[] command)
    {
        using var arguments = new NativeStrings(command);
        using var environment = new NativeStrings(["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]);
        int errno = LibC.Spawn(out int pid, arguments.Pointers[0], null, null, arguments.Pointers, environment.Pointers);
        return errno == 0 ? pid : throw Failure($"start {command[0]}", errno);
    }

    private static InvalidOperationException Failure(string operation, int errno) =>
        new($"{operation}: {Marshal.GetPInvokeErrorMessage(errno)}");

    /// <summary>A NULL-terminated vector of C strings.</summary>
    private sealed unsafe class NativeStrings : IDisposable
    {
        private readonly int _count;

        public NativeStrings(IReadOnlyList<string> strings)
        {
            _count = strings.Count;
            Pointers = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
            for (int index = 0; index < _count; index++)
                Pointers[index] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[index]);
        }

        public byte** Pointers { get; }

        public void Dispose()
        {
            for (int index = 0; index < _count; index++)
                Marshal.FreeCoTaskMem((nint)Pointers[index]);
            NativeMemory.Free(Pointers);
        }
    }
}
