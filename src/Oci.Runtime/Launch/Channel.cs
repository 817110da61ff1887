using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Runtime.Tracing;

namespace Oci.Runtime.Launch;

/// <summary>What goes over the line between parent and init. The order of the names is the order in a create.</summary>
internal enum Signal
{
    /// <summary>Parent: the size of the plan; the plan and the descriptors follow.</summary>
    Plan = 1,

    /// <summary>Parent: the cgroups are made; with it come the files through which init joins those of v1.</summary>
    Cgroup,

    /// <summary>Init: all mounts are in place; it waits for the hooks of <c>create</c>.</summary>
    Mounted,

    /// <summary>Either side, when it has run its hooks: the other one may go on.</summary>
    Hooked,

    /// <summary>Init: all is in place.</summary>
    Ready,

    /// <summary>Parent: the container is recorded as created; wait for the start.</summary>
    Recorded,

    /// <summary>Parent (<c>run</c>) or starter (<c>start</c>): execute the program.</summary>
    Start,

    /// <summary>Init: nothing is left to do but execve(2), after which the line ends.</summary>
    Executing,

    /// <summary>Init: a step failed; the failure follows in the same message.</summary>
    Failed,
}

/// <summary>The line between the runtime and init: one socket that keeps message boundaries.</summary>
internal sealed class Channel(Fd socket) : IDisposable
{
    private const int PlanPiece = 64 * 1024;
    private const int LargestSignal = 16 * 1024;
    private const int LongestText = 2 * 1024;
    private const int Header = 8;
    private readonly Fd _socket = socket;

    public Fd Socket => _socket;

    /// <summary>The step that has cloned the other side, which may fail before it is a program that can say so.</summary>
    public string? ClonedBy { get; init; }

    public void Dispose() => _socket.Dispose();

    public void Send(Signal signal) => Send(signal, 0, []);

    /// <summary>Sends the plan in pieces, then the descriptors in groups.</summary>
    public void SendPlan(ReadOnlySpan<byte> plan, ReadOnlySpan<int> descriptors)
    {
        Send(Signal.Plan, plan.Length, []);
        Span<byte> count = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(count, descriptors.Length);
        Deliver(count, []);
        for (; !plan.IsEmpty; plan = plan[Math.Min(plan.Length, PlanPiece)..])
            Deliver(plan[..Math.Min(plan.Length, PlanPiece)], []);
        for (; !descriptors.IsEmpty; descriptors = descriptors[Math.Min(descriptors.Length, Sockets.MostDescriptors)..])
            Deliver([1], descriptors[..Math.Min(descriptors.Length, Sockets.MostDescriptors)]);
    }

    /// <summary>Sends a signal with a few descriptors.</summary>
    public void SendDescriptors(Signal signal, ReadOnlySpan<int> descriptors)
    {
        Span<byte> message = stackalloc byte[Header];
        BinaryPrimitives.WriteInt32LittleEndian(message, (int)signal);
        BinaryPrimitives.WriteInt32LittleEndian(message[4..], descriptors.Length);
        Deliver(message, descriptors);
    }

    /// <summary>Receives what <see cref="SendPlan"/> sent, or null when the parent is gone.</summary>
    public byte[]? ReceivePlan(List<Fd> descriptors)
    {
        Span<byte> header = stackalloc byte[Header];
        if (Sockets.Receive(_socket, header, null, "the runtime") != Header
            || (Signal)BinaryPrimitives.ReadInt32LittleEndian(header) != Signal.Plan)
            return null;
        var plan = new byte[BinaryPrimitives.ReadInt32LittleEndian(header[4..])];
        Span<byte> count = stackalloc byte[sizeof(int)];
        if (Sockets.Receive(_socket, count, null, "the runtime") != sizeof(int))
            return null;
        for (int received = 0; received < plan.Length;)
        {
            int length = Sockets.Receive(_socket, plan.AsSpan(received), null, "the runtime");
            if (length == 0)
                return null;
            received += length;
        }
        int expected = BinaryPrimitives.ReadInt32LittleEndian(count);
        Span<byte> marker = stackalloc byte[1];
        while (descriptors.Count < expected)
        {
            if (Sockets.Receive(_socket, marker, descriptors, "the runtime") == 0)
                return null;
        }
        return plan;
    }

    public void SendFailure(RuntimeFailure failure)
    {
        var writer = new PlanWriter();
        writer.Text("operation", Shorten(failure.Operation));
        writer.Text("subject", Shorten(failure.Subject));
        writer.Text("reason", Shorten(failure.Reason));
        writer.Text("pointer", Shorten(failure.Pointer));
        writer.Text("hint", Shorten(failure.Hint));
        writer.Number("errno", failure.Errno);
        writer.Number("code", (int)failure.Code);
        writer.Text("phase", failure.Phase);
        writer.Text("step", failure.Step);
        byte[] body = writer.ToArray();
        Send(Signal.Failed, body.Length, body);
    }

    private static string? Shorten(string? text) => text is { Length: > LongestText } ? $"{text[..LongestText]}…" : text;

    /// <summary>
    /// Waits for a signal. A failure of init is thrown as the <see cref="RuntimeFailure"/> that it was there; false
    /// means that the other side has gone without a word.
    /// </summary>
    /// <param name="descriptors">Receives what comes with the signal; null when nothing may.</param>
    public bool Expect(Signal expected, List<Fd>? descriptors = null)
    {
        if (Deadline.IsSet)
            Deadline.AwaitReadable(_socket, WaitOf(expected));
        Span<byte> buffer = stackalloc byte[LargestSignal];
        int length = Sockets.Receive(_socket, buffer, descriptors, "init");
        if (length == 0)
            return false;
        if (length == CloneStage.Message.Size && IsCloneFailure(buffer, out RuntimeFailure failure))
            throw failure;
        var signal = (Signal)BinaryPrimitives.ReadInt32LittleEndian(buffer);
        if (signal == Signal.Failed)
            throw ReadFailure(buffer[Header..length]);
        return signal == expected ? true : throw new RuntimeFailure("talk to", "init", $"expected {expected}, got {signal}")
        {
            Code = FailureCode.Internal,
        };
    }

    private static string WaitOf(Signal expected) => expected switch
    {
        Signal.Mounted => "init to mount the root file system",
        Signal.Hooked => "init to run the startContainer hooks",
        Signal.Ready => "init to prepare the process",
        Signal.Executing => "init to begin the execution of the program",
        _ => "the program to be executed",
    };

    /// <summary>
    /// Returns once init, told to start, has executed the program: every descriptor of the line closes with that. A line
    /// that ends before init announced it belongs to an init that was killed.
    /// </summary>
    public void AwaitExecution()
    {
        using Measure measure = Progress.Measure(Measures.AwaitExecution);
        if (!Expect(Signal.Executing))
        {
            throw new RuntimeFailure(
                "start", "the container", "init was killed before it executed the program", null,
                "see the kernel's log: it may have been out of memory") { Code = FailureCode.InitEnded };
        }
        Expect(Signal.Failed);
        Progress.Timeline?.NoteExecution();
    }

    /// <summary>Announces the execution; allocates nothing, since some limits allow nothing more by now.</summary>
    public void AnnounceExecution()
    {
        Span<byte> message = stackalloc byte[Header];
        message.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(message, (int)Signal.Executing);
        // A starter that died after its word has started the container all the same.
        _ = Sockets.TrySend(_socket, message);
    }

    /// <summary>The pid of the second clone, which the first has told before its end, for a launch that clones twice.</summary>
    public int ExpectPid()
    {
        Span<byte> buffer = stackalloc byte[CloneStage.Message.Size];
        if (!Polling.WaitReadable(_socket, 0) || Sockets.Receive(_socket, buffer, null, "init") != buffer.Length)
            throw new RuntimeFailure("clone", "init", "the cloning process ended without a word")
                .As(FailureCode.InitEnded);
        return IsCloneFailure(buffer, out RuntimeFailure failure)
            ? throw failure
            : MemoryMarshal.Read<CloneStage.Message>(buffer).Pid;
    }

    private void Send(Signal signal, int size, ReadOnlySpan<byte> body)
    {
        byte[] message = new byte[Header + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, (int)signal);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), size);
        body.CopyTo(message.AsSpan(Header));
        Deliver(message, []);
    }

    // A line that broke has the reason in its other direction.
    private void Deliver(ReadOnlySpan<byte> message, ReadOnlySpan<int> descriptors)
    {
        try
        {
            Sockets.Send(_socket, message, descriptors, "init");
        }
        catch (RuntimeFailure failure) when (failure.Errno is Errno.EPIPE or Errno.ECONNRESET)
        {
            Expect(Signal.Failed);
            throw;
        }
    }

    private static RuntimeFailure ReadFailure(ReadOnlySpan<byte> body)
    {
        var reader = new PlanReader(body);
        return new RuntimeFailure(
            reader.Text(), reader.OptionalText(), reader.Text(), reader.OptionalText(), reader.OptionalText())
        {
            Errno = reader.Int32(),
            Code = (FailureCode)reader.Int32(),
            Phase = reader.OptionalText(),
            Step = reader.OptionalText(),
        };
    }

    private bool IsCloneFailure(ReadOnlySpan<byte> bytes, out RuntimeFailure failure)
    {
        CloneStage.Message message = MemoryMarshal.Read<CloneStage.Message>(bytes);
        failure = null!;
        if (message.Tag != CloneStage.Message.Magic || message.Failure == CloneStage.Failure.None)
            return false;
        failure = message.Failure switch
        {
            CloneStage.Failure.JoinNamespace => KernelFailure.Of(
                message.Errno, "join", "a namespace", "it may belong to another user namespace").For("/linux/namespaces"),
            CloneStage.Failure.NewTimeNamespace => KernelFailure.Of(message.Errno, "make", "the time namespace").For("/linux/namespaces"),
            CloneStage.Failure.TimeOffsets => KernelFailure.Of(
                message.Errno, "set", "the clock offsets", "a clock may not go below zero or above half its range")
                .For("/linux/timeOffsets"),
            CloneStage.Failure.Clone => KernelFailure.Of(message.Errno, "clone", "init into the new namespaces"),
            CloneStage.Failure.GroupId => KernelFailure.Of(message.Errno, "become", "group 0 of the user namespace"),
            CloneStage.Failure.UserId => KernelFailure.Of(message.Errno, "become", "user 0 of the user namespace"),
            CloneStage.Failure.Capabilities => KernelFailure.Of(message.Errno, "drop capabilities in", "init"),
            CloneStage.Failure.Session => KernelFailure.Of(message.Errno, "make a session for", "init"),
            CloneStage.Failure.Descriptors => KernelFailure.Of(message.Errno, "close the caller's descriptors in", "init"),
            _ => KernelFailure.Of(message.Errno, "execute", "the runtime's own program in the container's namespaces"),
        };
        if (ClonedBy is not null)
            failure = failure.In(ClonedBy);
        return true;
    }
}
