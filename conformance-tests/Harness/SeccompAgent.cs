using System;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace Oci.Conformance.Harness;

/// <summary>
/// The agent at <c>seccomp.listenerPath</c>: takes the listener of one container and answers its system calls.
/// </summary>
public sealed partial class SeccompAgent : IDisposable
{
    /// <summary>The answer that lets the call be made.</summary>
    public const int Continue = 0;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly BlockingCollection<JsonNode> _states = [];
    private readonly Func<int, int> _errnoOf;
    private int _answered;

    /// <param name="errnoOf">The errno for a call by its number, or <see cref="Continue"/>.</param>
    public SeccompAgent(string directory, Func<int, int> errnoOf)
    {
        Path = System.IO.Path.Combine(directory, "agent.sock");
        _errnoOf = errnoOf;
        _socket.Bind(new UnixDomainSocketEndPoint(Path));
        _socket.Listen();
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public string Path { get; }

    /// <summary>How many calls have been answered.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>The container process state, once it has come; after it the connection must have ended.</summary>
    public JsonNode AwaitState()
    {
        Assert.True(_states.TryTake(out JsonNode? state, TimeSpan.FromSeconds(10)), "the agent has got no state within 10 s");
        return state;
    }

    public void Dispose() => _socket.Dispose();

    private void Serve()
    {
        try
        {
            using Socket connection = _socket.Accept();
            using SafeFileHandle listener = DescriptorMessage.Receive(connection, out byte[] data);
            JsonNode state = JsonNode.Parse(data)!;
            // Whoever is still connected keeps this waiting, and the test with it.
            state["bytesAfterwards"] = connection.Receive(new byte[1]);
            _states.Add(state);
            while (TryAnswerOne(listener))
                Interlocked.Increment(ref _answered);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private unsafe bool TryAnswerOne(SafeFileHandle listener)
    {
        const nuint Receive = 0xC0502100, Send = 0xC0182101;
        const int NoEntry = 2, Interrupted = 4;
        const short HangUp = 0x10, Readable = 0x1;
        var entry = new PollEntry { Descriptor = (int)listener.DangerousGetHandle(), Events = Readable };
        while (poll(&entry, 1, -1) < 0)
        {
        }
        if ((entry.Returned & HangUp) != 0)
            return false;
        Notification call = default;
        if (ioctl(listener, Receive, &call) != 0)
            return Marshal.GetLastPInvokeError() is NoEntry or Interrupted;
        int errno = _errnoOf(call.Number);
        var answer = new Answer { Id = call.Id, Error = -errno, Flags = errno == Continue ? 1u : 0u };
        return ioctl(listener, Send, &answer) == 0 || Marshal.GetLastPInvokeError() == NoEntry;
    }

    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    /// <summary>struct seccomp_notif.</summary>
    private unsafe struct Notification
    {
        public ulong Id;
        public uint Pid;
        public uint Flags;
        public int Number;
        public uint Architecture;
        public ulong InstructionPointer;
        public fixed ulong Arguments[6];
    }

    /// <summary>struct seccomp_notif_resp.</summary>
    private struct Answer
    {
        public ulong Id;
        public long Value;
        public int Error;
        public uint Flags;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int ioctl(SafeHandle file, nuint request, void* argument);
}
