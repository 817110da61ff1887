using System;
using System.Text;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Runtime.State;

namespace Oci.Runtime.Notify;

/// <summary>
/// Carries the word of a container's process that it is ready (sd_notify(3)) to the service manager that waits for it, who
/// would not take it from a stranger.
/// </summary>
/// <remarks>
/// Nothing else that the process says goes out. As runc does it: the manager is told that the service is ready, and that its
/// main process is the container's.
/// </remarks>
internal sealed class NotifyRelay : IDisposable
{
    // As much as systemd reads of one message.
    private const int LargestMessage = 4096;
    private const int PatienceWithManager = 30_000;

    private readonly Fd _manager;
    private readonly int _pid;

    private NotifyRelay(Fd socket, Fd manager, int pid) => (Socket, _manager, _pid) = (socket, manager, pid);

    /// <summary>Where the container's process reports.</summary>
    public Fd Socket { get; }

    /// <summary>
    /// Makes the socket of a container that was created with a place for it. Null without one, and when no manager waits.
    /// </summary>
    /// <param name="manager">The address in NOTIFY_SOCKET.</param>
    /// <param name="pid">The container's process.</param>
    public static NotifyRelay? Open(StateDirectory state, string? manager, int pid)
    {
        if (manager is null)
            return null;
        using Fd? directory = state.OpenNotifyDirectory();
        if (directory is null)
            return null;
        Fd line = Sockets.ConnectDatagrams(manager);
        try
        {
            // One that a starter has left who did not come far.
            _ = Files.TryRemove(directory.Value, PassedEnvironment.NotifySocket, isDirectory: false);
            return new NotifyRelay(Sockets.BindDatagrams(directory, PassedEnvironment.NotifySocket), line, pid);
        }
        catch
        {
            line.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the process has reported that it is ready, or has ended, and passes the word on.</summary>
    /// <param name="leavesAfter">
    /// The caller ends after it, so the time limit counts, and the manager must have understood first. Not where the process's
    /// life is waited for.
    /// </param>
    public void AwaitReady(Fd process, bool leavesAfter)
    {
        while (true)
        {
            Wake wake = Polling.WaitForEither(Socket, process, Polling.Readable, leavesAfter ? Deadline.Moment : long.MaxValue);
            if (wake == Wake.Time)
                Deadline.Check("the container to say that it is ready");
            // Its last words count.
            if ((wake & Wake.First) == 0)
                return;
            if (TryForward())
            {
                if (leavesAfter)
                    AwaitManager();
                return;
            }
        }
    }

    /// <summary>Reads one message; true when it was the one that is waited for, and has been passed on.</summary>
    public bool TryForward()
    {
        Span<byte> message = stackalloc byte[LargestMessage];
        int length = Files.TryRead(Socket, message, out _);
        if (length <= 0 || !SaysReady(message[..length]))
            return false;
        Tell(Encoding.ASCII.GetBytes($"READY=1\nMAINPID={_pid}"), []);
        return true;
    }

    // The container runs by now, and goes on without a manager too.
    private void Tell(ReadOnlySpan<byte> message, ReadOnlySpan<int> descriptors)
    {
        try
        {
            Sockets.Send(_manager, message, descriptors, "the service manager at NOTIFY_SOCKET");
        }
        catch (RuntimeFailure failure)
        {
            Diagnostics.Warning(failure.Message);
        }
    }

    /// <summary>Whether one of its lines does.</summary>
    internal static bool SaysReady(ReadOnlySpan<byte> message)
    {
        foreach (Range line in message.Split((byte)'\n'))
        {
            if (message[line].SequenceEqual("READY=1"u8))
                return true;
        }
        return false;
    }

    // The manager finds out whose word it is while the sender lives: it closes our pipe when it has (sd_notify_barrier(3)).
    private void AwaitManager()
    {
        (Fd reader, Fd writer) = Pipes.Make();
        using (reader)
        {
            using (writer)
                Tell("BARRIER=1"u8, [writer.Value]);
            _ = Polling.WaitReadable(reader, PatienceWithManager);
        }
    }

    public void Dispose()
    {
        Socket.Dispose();
        _manager.Dispose();
    }
}
