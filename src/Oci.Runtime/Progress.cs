using Oci.Runtime.Steps;
using Oci.Runtime.Tracing;

namespace Oci.Runtime;

/// <summary>The parts of a command, by the names that failures and timelines give them.</summary>
internal static class Phases
{
    /// <summary>Reading what was asked for: the bundle, or the container's record.</summary>
    public const string Load = "load";

    /// <summary>Comparing it with the machine, and planning.</summary>
    public const string Check = "check";

    /// <summary>The runtime's steps before there is a process.</summary>
    public const string Prepare = "prepare";

    /// <summary>The runtime's steps from the clone of init on.</summary>
    public const string Create = "create";

    /// <summary>The steps of init, up to its wait for the start.</summary>
    public const string Init = "init";

    /// <summary>From the word to start until the program is executed, with the hooks of the start, on both sides.</summary>
    public const string Start = "start";

    /// <summary>The runtime's steps of <c>exec</c>.</summary>
    public const string Exec = "exec";

    /// <summary>In the foreground: waiting for the process's end.</summary>
    public const string Wait = "wait";

    /// <summary>Removing the container.</summary>
    public const string Delete = "delete";
}

/// <summary>What this process is at; every failure that is made meanwhile notes it, and a timeline if one is wanted.</summary>
internal static class Progress
{
    public static string? Phase { get; private set; }

    /// <summary>Null unless one is wanted: then nothing here measures, asks a clock or allocates.</summary>
    public static Timeline? Timeline { get; private set; }

    public static void Enter(string phase)
    {
        if (phase == Phase)
            return;
        Phase = phase;
        Timeline?.EnterPhase(phase);
    }

    /// <summary>From here on what is done is also put into a timeline.</summary>
    public static void Record(Timeline timeline)
    {
        Timeline = timeline;
        timeline.EnterPhase(Phase ?? Phases.Load);
    }

    /// <summary>Measures something, until what it returns is disposed of.</summary>
    public static Measure Measure(string name, string pointer = "") =>
        Timeline is null ? default : new Measure(Timeline.Begin("detail", name, pointer));

    /// <summary>Measures a step of the runtime.</summary>
    public static Measure Measure(ParentStep step) => Timeline is null
        ? default
        : new Measure(Timeline.Begin("step", step.Kind, step.Property, step.Describe()));
}
