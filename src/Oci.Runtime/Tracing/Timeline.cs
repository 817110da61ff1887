using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using Oci.Runtime.Interop;
using Oci.Runtime.Steps;

namespace Oci.Runtime.Tracing;

/// <summary>
/// When this process and the process inside of the container did what: for <c>--trace</c>. It ends when the program is
/// executed, or with the command.
/// </summary>
internal sealed class Timeline
{
    private readonly string _path;
    private readonly List<TimelineEvent> _events = [];
    private Fd? _file;
    private TimelineEvent? _phase;
    private WatchedInit? _init;
    private RuntimeFailure? _failure;
    private long _executed;

    private Timeline(string path, Fd file) => (_path, _file) = (path, file);

    /// <summary>Opens the file, so that one that cannot be written is known before anything is made.</summary>
    public static Timeline Open(string path)
    {
        const uint Mode = 0x1A4; // rw-r--r--
        return new Timeline(path, Files.Open(path, Files.WriteOnly | Files.Create | Files.Truncate, Mode));
    }

    private static long Now => Stopwatch.GetTimestamp();

    public void EnterPhase(string name)
    {
        _phase?.EndAt(Now);
        _phase = Begin("phase", name);
    }

    public TimelineEvent Begin(string kind, string name, string pointer = "", string? description = null)
    {
        var begun = new TimelineEvent(kind, name, Now) { Pointer = pointer, Description = description };
        _events.Add(begun);
        return begun;
    }

    /// <summary>Has init write when it is in which step; returns what it is to be given for that.</summary>
    /// <param name="pid">Its number for us.</param>
    /// <param name="ofTime">A process that is in its time namespace.</param>
    /// <param name="steps">The steps that it will be given; none where they are not known.</param>
    public Fd Watch(Fd proc, int pid, int ofTime, ReadOnlySpan<InitStep> steps)
    {
        const int Unknown = 1024;
        const string Name = "timeline";
        Fd file = MemoryFile.Zeros((steps.IsEmpty ? Unknown : steps.Length) * StepRecords.Size, Name);
        long ahead = ClockOffset.Of(proc, ofTime.ToString(CultureInfo.InvariantCulture)) - ClockOffset.Of(proc, "self");
        _init = new WatchedInit(pid, SharedMemory.Map(file, Name), ahead, ClonedAt(), Describe(steps));
        return file;
    }

    // What stands before init's first step: its birth.
    private long ClonedAt() => _events.FindLast(static done => done.Name == Measures.Clone)?.End ?? 0;

    private static string[] Describe(ReadOnlySpan<InitStep> steps)
    {
        var descriptions = new string[steps.Length];
        for (int i = 0; i < descriptions.Length; i++)
            descriptions[i] = steps[i].Describe();
        return descriptions;
    }

    /// <summary>The program is executed: the last step of init is over.</summary>
    public void NoteExecution() => _executed = Now;

    /// <summary>The command fails.</summary>
    public void Fail(Exception exception)
    {
        _failure = exception as RuntimeFailure;
        _phase?.Error ??= exception.Message;
    }

    /// <summary>Writes what there is, once. That it cannot be written is told, and changes nothing else.</summary>
    public void Save()
    {
        if (_file is null)
            return;
        using Fd file = _file;
        _file = null;
        long now = Now;
        foreach (TimelineEvent left in _events)
            left.EndAt(now);
        var tracks = new List<TimelineTrack> { new(Processes.OwnId, "ociruntime", _events) };
        if (_init is not null)
            tracks.Add(_init.Track(_executed, now, _failure));
        try
        {
            Files.WriteAll(file, TimelineJson.Write(tracks), _path);
        }
        catch (RuntimeFailure failure)
        {
            Diagnostics.Warning(failure.Message);
        }
    }
}

/// <summary>The names of what is measured beside phases and steps.</summary>
internal static class Measures
{
    public const string ProbeHost = "probeHost";
    public const string Plan = "plan";
    public const string CompareWithHost = "compareWithHost";
    public const string Clone = "clone";
    public const string AwaitInit = "awaitInit";
    public const string AwaitHooks = "awaitHooks";
    public const string AwaitExecution = "awaitExecution";
    public const string StartInit = "startInit";
    public const string Undo = "undo";
}
