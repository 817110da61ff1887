using System;
using Oci.Runtime.Interop;
using Xunit;

namespace Oci.Runtime.Tests.Interop;

/// <summary>How a process ended, asked as its parent and as a stranger.</summary>
public sealed class ProcessEndTests
{
    [Theory]
    [InlineData(0, false, 0, 0)]
    [InlineData(7 << 8, false, 7, 7)]
    [InlineData(255 << 8, false, 255, 255)]
    [InlineData(9, true, 9, 137)]
    [InlineData(11 | 0x80, true, 11, 139)]
    public void The_kernels_encoding_is_read(int status, bool bySignal, int number, int exitCode)
    {
        var end = ProcessEnd.OfStatus(status);
        Assert.Equal(new ProcessEnd(bySignal, number), end);
        Assert.Equal(exitCode, end.ExitCode);
    }

    [Theory]
    [InlineData("exit 5", 5)]
    [InlineData("kill -TERM $$", 143)]
    public void It_shows_while_the_parent_has_not_asked_and_on_new_kernels_afterwards(string script, int exitCode)
    {
        using Fd nothing = Files.Open("/dev/null", Files.ReadOnly);
        var shell = new ProgramStart("/bin/sh", ["sh", "-c", script], []) { Input = nothing, Output = nothing, Errors = nothing };
        int pid = HostProgram.Start(shell);
        using Fd process = Processes.TryOpen(pid)!;
        using var proc = ProcFs.OpenHost();
        Assert.True(Polling.WaitReadable(process, 60_000));
        ulong start = ProcFs.TryReadStat(proc, pid)!.Value.StartTime;
        Assert.Equal(exitCode, ProcFs.TryReadEnd(proc, pid, start)!.Value.ExitCode);
        Assert.Null(ProcFs.TryReadEnd(proc, pid, start + 1));
        Assert.Equal(exitCode, Processes.WaitForChild(process));
        Assert.Null(ProcFs.TryReadEnd(proc, pid, start));
        bool isKept = Environment.OSVersion.Version >= new Version(6, 15);
        Assert.Equal(isKept ? exitCode : null, Processes.TryReadEnd(process)?.ExitCode);
    }
}
