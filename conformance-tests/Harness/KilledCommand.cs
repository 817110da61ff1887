using System.Collections.Generic;

namespace Oci.Conformance.Harness;

/// <summary>Whom to kill: the runtime that was called, the processes that it makes, or all of them.</summary>
public enum Victim
{
    Runtime,
    Init,
    Both,
}

/// <summary>
/// Runs a command, and kills it, or a process that it has made, just before a system call that changes something. Between two
/// of these nothing can differ: to kill before each of them is to kill at every moment.
/// </summary>
internal sealed class KilledCommand
{
    private readonly Victim _victim;
    private readonly int _moment;
    private TracedCommand? _command;
    private int _count;

    private KilledCommand(Victim victim, int moment) => (_victim, _moment) = (victim, moment);

    /// <summary>Whether the moment came, before the command and its processes had made as many changes.</summary>
    public bool HasKilled { get; private set; }

    /// <summary>Everything that ran.</summary>
    public IReadOnlyCollection<int> Processes => _command?.Processes ?? [];

    /// <summary>Run a command to its end.</summary>
    /// <param name="moment">Before which change of the victim's to kill it, counted from 0.</param>
    public static (KilledCommand Trace, Outcome Outcome) Run(string directory, string[] command, Victim victim, int moment)
    {
        var killed = new KilledCommand(victim, moment);
        return (killed, TracedCommand.Run(directory, command, killed.Look));
    }

    private void Look(TracedCommand command, TracedCall call)
    {
        _command = command;
        bool isRuntime = call.Process == command.Runtime;
        bool counts = _victim == Victim.Init ? !isRuntime : isRuntime;
        if (!counts || !Changes(call) || _count++ != _moment)
            return;
        HasKilled = true;
        foreach (int process in command.Processes)
        {
            if (_victim == Victim.Both || process == command.Runtime == (_victim == Victim.Runtime))
                TracedCommand.Kill(process);
        }
        command.Leave();
    }

    /// <summary>Whether a system call that is about to happen can change anything outside of its process.</summary>
    private static bool Changes(TracedCall call)
    {
        const int CreateFile = 0x40;
        const int OpenAt = 257;
        if (!call.Begins)
            return false;
        return call.Number == OpenAt ? (call.Arguments[2] & CreateFile) != 0 : !Harmless.Contains(call.Number);
    }

    // Of x86-64; on other machines some calls are taken for changes, and the test takes longer.
    private static readonly HashSet<int> Harmless =
    [
        0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 21, 28, 39, 63, 89, 99, 102, 104, 107, 108, 118, 120, 125, 131, 137,
        138, 157, 158, 186, 202, 204, 217, 218, 219, 228, 239, 262, 267, 269, 271, 273, 302, 318, 324, 332, 334, 439,
    ];
}
