using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Notify;

namespace Oci.Runtime.Terminal;

/// <summary>
/// <c>run</c> in the foreground: signals to the runtime go to the container's process, and the container's terminal is
/// shown on the runtime's own.
/// </summary>
internal sealed class Foreground : IDisposable
{
    private const int SigChild = 17;
    private const int SigUrgent = 23;
    private const int SigPipe = 13;
    private const int SigStop = 19;
    private const int SigWindowChanged = 28;
    private const int LastClassicSignal = 31;

    private readonly InitProcess _init;
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly TerminalRelay? _terminal;

    private readonly NotifyRelay? _readiness;

    private bool _isOver;

    private Foreground(InitProcess init, TerminalRelay? terminal, NotifyRelay? readiness) =>
        (_init, _terminal, _readiness) = (init, terminal, readiness);

    /// <summary>Begins to forward signals; with a terminal, receives it from init and begins to show it.</summary>
    /// <param name="readiness">Takes the process's word that it is ready; null when nobody waits for it.</param>
    public static Foreground Attach(LaunchContext context, NotifyRelay? readiness = null)
    {
        TerminalRelay? terminal = context.ConsoleEnd is null ? null : TerminalRelay.Receive(context.ConsoleEnd);
        var foreground = new Foreground(context.StartedInit, terminal, readiness);
        foreground.ForwardSignals();
        return foreground;
    }

    private void ForwardSignals()
    {
        for (int signal = 1; signal <= LastClassicSignal; signal++)
        {
            // Not the ones about us (a child ended, our pipe broke, urgent data), nor those nobody can catch.
            if (signal is Processes.SigKill or SigStop or SigChild or SigPipe or SigUrgent || IsFault(signal))
                continue;
            _registrations.Add(PosixSignalRegistration.Create((PosixSignal)signal, Forward));
        }
    }

    // SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS are our own misfortunes.
    private static bool IsFault(int signal) => signal is 4 or 5 or 6 or 7 or 8 or 11 or 31;

    private void Forward(PosixSignalContext context)
    {
        context.Cancel = true;
        int signal = NumberOf(context.Signal);
        lock (_registrations)
        {
            // It comes on a thread of its own: perhaps when the process has ended, and its descriptor is closed.
            if (_isOver)
                return;
            if (signal == SigWindowChanged && _terminal is not null)
                _terminal.CopyWindowSize();
            else
                Processes.Signal(_init.Process, signal, "the container's process");
        }
    }

    // The runtime library hands the well-known signals back under negative names of its own.
    private static int NumberOf(PosixSignal signal) => (int)signal switch
    {
        -1 => 1, // SIGHUP
        -2 => 2, // SIGINT
        -3 => 3, // SIGQUIT
        -4 => 15, // SIGTERM
        -6 => 18, // SIGCONT
        -7 => SigWindowChanged,
        -8 => 21, // SIGTTIN
        -9 => 22, // SIGTTOU
        -10 => 20, // SIGTSTP
        int number => number,
    };

    /// <summary>Waits for the container's process, and returns its exit code.</summary>
    public int WaitForEnd()
    {
        if (_terminal is not null)
            _terminal.RelayUntil(_init.Process, _readiness);
        else
            _readiness?.AwaitReady(_init.Process, leavesAfter: false);
        int code = _init.Reap();
        // As subreaper we inherited the orphans of a shared pid namespace.
        Processes.ReapChildren();
        return code;
    }

    public void Dispose()
    {
        lock (_registrations)
            _isOver = true;
        _terminal?.Dispose();
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
    }
}
