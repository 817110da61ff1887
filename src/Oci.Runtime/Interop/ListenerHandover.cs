using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Oci.Runtime.Interop;

/// <summary>
/// A thread outside of the filter that sends the listener's descriptor to the seccomp agent, while the thread that has
/// loaded the filter waits without a system call.
/// </summary>
/// <remarks>
/// The filter may notify of every call that could hand the descriptor over: sendmsg, write, futex, close. Then nobody
/// would answer, because the agent has not got the descriptor yet. Filters are per thread, so one that was there before
/// can do all of it, and execve(2) ends it. A thread of the managed runtime, and not a bare clone(2): it has its own
/// stack and thread-local storage, and this process never clones again. It must not allocate while the other one waits,
/// since a collection would stop that one with a signal, whose return is a system call too.
/// </remarks>
internal sealed unsafe class ListenerHandover
{
    private const int StackSize = 256 * 1024;
    private readonly Cell* _shared;
    private readonly Fd _socket;
    private readonly byte[] _message;
    private readonly Action<RuntimeFailure> _fail;
    private readonly Fd _wake;
    private readonly Fd _awaited;

    /// <param name="socket">The connection to the agent.</param>
    /// <param name="message">What goes with the descriptor.</param>
    /// <param name="fail">Reports that it could not be sent, and ends the process; runs on the other thread.</param>
    public ListenerHandover(Fd socket, byte[] message, Action<RuntimeFailure> fail)
    {
        (_socket, _message, _fail) = (socket, message, fail);
        _shared = (Cell*)NativeMemory.Alloc((nuint)sizeof(Cell));
        *_shared = new Cell { Descriptor = -1, IsSent = 0 };
        (_wake, _awaited) = Sockets.Pair();
        new Thread(SendOne, StackSize) { IsBackground = true }.Start();
    }

    public Cell* Shared => _shared;

    /// <summary>Says that the descriptor comes at once: from now on the thread looks for it without sleeping.</summary>
    public void Announce() => Sockets.Send(_wake, [1], [], "the thread that notifies");

    private void SendOne()
    {
        Span<byte> word = stackalloc byte[1];
        if (Sockets.Receive(_awaited, word, null, "the thread that loads the filter") == 0)
            return;
        int descriptor;
        while ((descriptor = Volatile.Read(ref _shared->Descriptor)) < 0)
            SystemCall.Invoke(SystemCall.SchedYield);
        try
        {
            Sockets.Send(_socket, _message, [descriptor], "the seccomp agent");
        }
        catch (RuntimeFailure failure)
        {
            _fail(failure);
        }
        _socket.Dispose();
        Volatile.Write(ref _shared->IsSent, 1);
        // The end of a thread is work for the runtime library; execve comes first.
        while (true)
            SystemCall.Invoke(SystemCall.PPoll);
    }

    /// <summary>What the two threads share.</summary>
    public struct Cell
    {
        /// <summary>The listener; -1 until it is there.</summary>
        public int Descriptor;

        /// <summary>1 when the agent has it.</summary>
        public int IsSent;
    }
}
