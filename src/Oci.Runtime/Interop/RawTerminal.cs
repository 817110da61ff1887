using System;
using Tmds.Linux;

namespace Oci.Runtime.Interop;

/// <summary>A terminal that passes every key and byte on (cfmakeraw(3)); disposal brings its settings back.</summary>
internal sealed unsafe class RawTerminal : IDisposable
{
    private const int Now = 0;
    private readonly int _terminal;
    private readonly termios _before;

    private RawTerminal(int terminal, termios before) => (_terminal, _before) = (terminal, before);

    /// <summary>Null when the descriptor is no terminal.</summary>
    public static RawTerminal? TryEnter(int terminal)
    {
        termios settings;
        if (LibC.tcgetattr(terminal, &settings) != 0)
            return null;
        termios before = settings;
        settings.c_iflag &= ~(LibC.IGNBRK | LibC.BRKINT | LibC.PARMRK | LibC.ISTRIP);
        settings.c_iflag &= ~(LibC.INLCR | LibC.IGNCR | LibC.ICRNL | LibC.IXON);
        settings.c_oflag &= ~LibC.OPOST;
        settings.c_lflag &= ~(LibC.ECHO | LibC.ECHONL | LibC.ICANON | LibC.ISIG | LibC.IEXTEN);
        settings.c_cflag = (settings.c_cflag & ~(LibC.CSIZE | LibC.PARENB)) | LibC.CS8;
        return LibC.tcsetattr(terminal, Now, &settings) == 0 ? new RawTerminal(terminal, before) : null;
    }

    public void Dispose()
    {
        termios before = _before;
        _ = LibC.tcsetattr(_terminal, Now, &before);
    }
}
