using System;
using Tmds.Linux;

namespace Oci.Runtime.Interop;

/// <summary>An open file descriptor that its owner closes once. Every one is made with O_CLOEXEC.</summary>
internal sealed class Fd(int value) : IDisposable
{
    /// <summary>AT_FDCWD: the working directory, where a call takes a directory.</summary>
    public const int WorkingDirectory = -100;

    private int _value = value;

    /// <summary>The number. Fails on a descriptor that was closed: its number may be somebody else's by now.</summary>
    public int Value => _value >= 0 ? _value : throw new ObjectDisposedException(nameof(Fd));

    public void Dispose()
    {
        if (_value >= 0)
            _ = LibC.close(_value);
        _value = -1;
    }
}
