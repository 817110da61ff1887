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

/// <summary>What this process is at; every failure that is made meanwhile notes it.</summary>
internal static class Progress
{
    public static string? Phase { get; private set; }

    public static void Enter(string phase) => Phase = phase;
}
