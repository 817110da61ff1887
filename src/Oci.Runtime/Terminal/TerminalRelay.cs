using System;
using System.Collections.Generic;
using Oci.Runtime.Interop;
using Tmds.Linux;

namespace Oci.Runtime.Terminal;

/// <summary>Carries bytes between the runtime's own terminal and the master of the container's.</summary>
internal sealed unsafe class TerminalRelay : IDisposable
{
    private const int Input = 0;
    private const int Output = 1;

    private readonly Fd _master;
    private readonly RawMode? _rawMode;

    private TerminalRelay(Fd master, RawMode? rawMode) => (_master, _rawMode) = (master, rawMode);

    /// <summary>Takes the master from init, gives it our terminal's size and sets our terminal raw.</summary>
    public static TerminalRelay Receive(Fd console)
    {
        var received = new List<Fd>();
        Span<byte> name = stackalloc byte[64];
        if (Sockets.Receive(console, name, received, "init") == 0 || received.Count != 1)
            throw new RuntimeFailure("receive", "the container's terminal", "init sent none");
        Terminals.CopySize(Input, received[0]);
        return new TerminalRelay(received[0], RawMode.TryEnter(Input));
    }

    public void CopyWindowSize() => Terminals.CopySize(Input, _master);

    /// <summary>Relays until the process has ended and all that it wrote is shown.</summary>
    public void RelayUntil(Fd process)
    {
        pollfd* entries = stackalloc pollfd[3];
        entries[0] = new pollfd { fd = _master.Value, events = Polling.Readable };
        entries[1] = new pollfd { fd = Input, events = Polling.Readable };
        entries[2] = new pollfd { fd = process.Value, events = Polling.Readable };
        Span<byte> buffer = stackalloc byte[16 * 1024];
        while (true)
        {
            if (Polling.Wait(entries, 3, -1) == 0)
                continue;
            // When the last holder of the slave is gone, reading gives EIO: the end.
            if (entries[0].revents != 0 && !Copy(_master.Value, Output, buffer))
                return;
            // Input that has ended stays away from the poll set; the container goes on.
            if ((entries[1].revents & (Polling.Readable | Polling.HangUp)) != 0 && !Copy(Input, _master.Value, buffer))
                entries[1].fd = -1;
            if (entries[2].revents != 0 && entries[0].revents == 0)
                return;
        }
    }

    private static bool Copy(int from, int to, Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            long length = (long)LibC.read(from, bytes, buffer.Length);
            if (length <= 0)
                return length < 0 && Errno.Last is Errno.EINTR or Errno.EAGAIN;
            for (long written = 0; written < length;)
            {
                long count = (long)LibC.write(to, bytes + written, (int)(length - written));
                if (count < 0 && Errno.Last != Errno.EINTR)
                    return false;
                written += Math.Max(count, 0);
            }
            return true;
        }
    }

    public void Dispose()
    {
        _rawMode?.Dispose();
        _master.Dispose();
    }

    /// <summary>Our terminal passes every key on; its old settings come back at the end.</summary>
    private sealed class RawMode : IDisposable
    {
        private const int Now = 0;
        private readonly int _terminal;
        private readonly termios _before;

        private RawMode(int terminal, termios before) => (_terminal, _before) = (terminal, before);

        public static RawMode? TryEnter(int terminal)
        {
            termios settings;
            if (LibC.tcgetattr(terminal, &settings) != 0)
                return null;
            termios before = settings;
            // cfmakeraw(3), but output processing stays: the container's terminal does its own.
            settings.c_iflag &= ~(LibC.IGNBRK | LibC.BRKINT | LibC.PARMRK | LibC.ISTRIP | LibC.INLCR | LibC.IGNCR | LibC.ICRNL | LibC.IXON);
            settings.c_oflag &= ~LibC.OPOST;
            settings.c_lflag &= ~(LibC.ECHO | LibC.ECHONL | LibC.ICANON | LibC.ISIG | LibC.IEXTEN);
            settings.c_cflag = (settings.c_cflag & ~(LibC.CSIZE | LibC.PARENB)) | LibC.CS8;
            return LibC.tcsetattr(terminal, Now, &settings) == 0 ? new RawMode(terminal, before) : null;
        }

        public void Dispose()
        {
            termios before = _before;
            _ = LibC.tcsetattr(_terminal, Now, &before);
        }
    }
}
