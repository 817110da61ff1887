using System;
using System.Collections.Generic;
using Oci.Runtime.Interop;
using Oci.Runtime.Notify;
using Tmds.Linux;

namespace Oci.Runtime.Terminal;

/// <summary>Carries bytes between the runtime's own terminal and the master of the container's.</summary>
internal sealed unsafe class TerminalRelay : IDisposable
{
    // Never disposed: they are the caller's.
    private static readonly Fd Input = new(0);
    private static readonly Fd Output = new(1);

    private readonly Fd _master;
    private readonly RawTerminal? _rawTerminal;

    private TerminalRelay(Fd master, RawTerminal? rawTerminal) => (_master, _rawTerminal) = (master, rawTerminal);

    /// <summary>Takes the master from init, gives it our terminal's size and sets our terminal raw.</summary>
    public static TerminalRelay Receive(Fd console)
    {
        Deadline.AwaitReadable(console, "init to send the terminal");
        var received = new List<Fd>();
        Span<byte> name = stackalloc byte[64];
        if (Sockets.Receive(console, name, received, "init") == 0 || received.Count != 1)
            throw new RuntimeFailure("receive", "the container's terminal", "init sent none");
        Terminals.CopySize(Input.Value, received[0]);
        return new TerminalRelay(received[0], RawTerminal.TryEnter(Input.Value));
    }

    public void CopyWindowSize() => Terminals.CopySize(Input.Value, _master);

    /// <summary>Relays until the process has ended and all that it wrote is shown.</summary>
    /// <param name="readiness">Also takes its word that it is ready.</param>
    public void RelayUntil(Fd process, NotifyRelay? readiness)
    {
        pollfd* entries = stackalloc pollfd[4];
        entries[0] = new pollfd { fd = _master.Value, events = Polling.Readable };
        entries[1] = new pollfd { fd = Input.Value, events = Polling.Readable };
        entries[2] = new pollfd { fd = process.Value, events = Polling.Readable };
        entries[3] = new pollfd { fd = readiness?.Socket.Value ?? -1, events = Polling.Readable };
        Span<byte> buffer = stackalloc byte[16 * 1024];
        while (true)
        {
            if (Polling.Wait(entries, 4, -1) == 0)
                continue;
            if (entries[3].revents != 0 && readiness!.TryForward())
                entries[3].fd = -1;
            // When the last holder of the slave is gone, reading gives EIO: the end.
            if (entries[0].revents != 0 && !Copy(_master, Output, buffer))
                return;
            // Input that has ended stays away from the poll set; the container goes on.
            if ((entries[1].revents & (Polling.Readable | Polling.HangUp)) != 0 && !Copy(Input, _master, buffer))
                entries[1].fd = -1;
            if (entries[2].revents != 0 && entries[0].revents == 0)
                return;
        }
    }

    // False at the end of the input, or when nobody takes the output any more.
    private static bool Copy(Fd from, Fd to, Span<byte> buffer)
    {
        int length = Files.TryRead(from, buffer, out int errno);
        if (length <= 0)
            return errno == Errno.EAGAIN;
        try
        {
            Files.WriteAll(to, buffer[..length], "the terminal");
            return true;
        }
        catch (RuntimeFailure gone) when (gone.Errno is Errno.EIO or Errno.EPIPE)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _rawTerminal?.Dispose();
        _master.Dispose();
    }
}
