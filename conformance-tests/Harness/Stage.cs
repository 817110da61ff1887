using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Oci.Conformance.Harness;

/// <summary>A moment at which a process of a traced command was looked at: where a system call begins or ends.</summary>
/// <param name="IsRuntime">The process is the one that was called, and not one that it has made.</param>
/// <param name="Path">The path that the call has been given, if it takes one.</param>
/// <param name="Dumpable">What prctl(2) says of PR_GET_DUMPABLE; -1 where a call ends.</param>
internal sealed record Stage(bool IsRuntime, int Process, int Call, bool Begins, string Path, long Dumpable, ProcessHoldings Holds)
{
    // Of x86-64.
    public const int Execute = 59;
    public const int PivotRoot = 155;
    public const int Unmount = 166;
    public const int SetHostname = 170;
    public const int Open = 257;
    public const int SetNamespace = 308;
    public const int ExecuteAt = 322;
    public const int CloneProcess = 435;

    private const int Control = 157;
    private const int GetDumpable = 3;

    /// <summary>Run a command of the runtime, and look at every process of it at each of these calls.</summary>
    /// <param name="caller">What stands before the runtime itself.</param>
    /// <param name="init">A process that is there already and is looked at too; 0 for none.</param>
    /// <param name="atStage">Called while the process stands there.</param>
    public static IReadOnlyList<Stage> Follow(
        Container container, string[] caller, string[] command, int[] calls, int init = 0, Action<Stage>? atStage = null)
    {
        var stages = new List<Stage>();
        string[] words = [.. caller, RuntimeUnderTest.Binary, "--root", container.StateRoot, .. command];
        TracedCommand.Run(
            container.Bundle, words,
            (traced, call) =>
            {
                if (!calls.Contains(call.Number))
                    return;
                Stage stage = Read(traced, call, container);
                stages.Add(stage);
                atStage?.Invoke(stage);
            },
            init == 0 ? [] : [init]).Succeeded();
        return stages;
    }

    private static Stage Read(TracedCommand traced, TracedCall call, Container container)
    {
        string path = call is { Begins: true, Number: Execute or Open or Unmount } ? ReadPath(call) : "";
        long dumpable = call.Begins ? TracedCommand.Ask(call, Control, GetDumpable) : -1;
        return new Stage(
            call.Process == traced.Runtime, call.Process, call.Number, call.Begins, path, dumpable,
            ProcessHoldings.Of(call.Process, container));
    }

    private static string ReadPath(TracedCall call)
    {
        using FileStream memory = File.OpenRead($"/proc/{call.Process}/mem");
        memory.Position = (long)call.Arguments[call.Number == Open ? 1 : 0];
        var bytes = new List<byte>();
        for (int next = memory.ReadByte(); next > 0; next = memory.ReadByte())
            bytes.Add((byte)next);
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
