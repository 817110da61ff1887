using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Oci.Conformance.Harness;

/// <summary>
/// Exchanges two names of one directory as fast as it can, as a container does with a volume that it shares with another one
/// which is being made.
/// </summary>
public sealed class ExchangeLoop : IDisposable
{
    private const int WorkingDirectory = -100;
    private const uint Exchange = 2; // RENAME_EXCHANGE of rename(2)

    private readonly Thread _thread;
    private volatile bool _hasEnded;
    private long _count;

    public ExchangeLoop(string first, string second)
    {
        _thread = new Thread(() =>
        {
            while (!_hasEnded)
            {
                if (renameat2(WorkingDirectory, first, WorkingDirectory, second, Exchange) == 0)
                    _count++;
            }
        });
        _thread.Start();
    }

    /// <summary>How often they have been exchanged. Never is a test that has tested nothing.</summary>
    public long Count => Interlocked.Read(ref _count);

    public void Dispose()
    {
        _hasEnded = true;
        _thread.Join();
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int renameat2(
        int firstDirectory, [MarshalAs(UnmanagedType.LPUTF8Str)] string first,
        int secondDirectory, [MarshalAs(UnmanagedType.LPUTF8Str)] string second, uint flags);
}
