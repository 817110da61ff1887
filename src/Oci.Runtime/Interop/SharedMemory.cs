using System;

namespace Oci.Runtime.Interop;

/// <summary>A file in memory that several processes have mapped (mmap(2)): what one writes the others see.</summary>
internal sealed unsafe class SharedMemory : IDisposable
{
    private readonly byte* _start;
    private readonly int _size;
    private bool _isMapped = true;

    private SharedMemory(byte* start, int size)
    {
        _start = start;
        _size = size;
    }

    /// <summary>Maps the whole file. Its descriptor is not needed any more then.</summary>
    public static SharedMemory Map(Fd file, string subject)
    {
        const int ReadWrite = 0x3;
        const int Shared = 0x1;
        int size = (int)Files.Status(file, subject).Size;
        long start = SystemCall.Invoke(SystemCall.MMap, 0, size, ReadWrite, Shared, file.Value);
        return start != -1 ? new SharedMemory((byte*)start, size) : throw KernelFailure.Last("map", subject);
    }

    /// <summary>Zeros, until somebody writes.</summary>
    public Span<byte> Bytes => _isMapped ? new Span<byte>(_start, _size) : [];

    public void Dispose()
    {
        if (_isMapped)
            SystemCall.Invoke(SystemCall.MUnmap, (long)_start, _size);
        _isMapped = false;
    }
}
