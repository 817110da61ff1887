using System;
using System.Collections.Generic;
using System.Text;
using Oci.Runtime.Interop;

namespace Oci.Runtime.Systemd;

/// <summary>A line to a bus, or to a peer without one between (D-Bus Specification).</summary>
/// <remarks>
/// One caller, one call at a time. Every wait has a deadline: a systemd that hangs must not make us hang as well.
/// </remarks>
/// <param name="subject">The other side, for failures.</param>
internal sealed class DBusConnection(Fd socket, string subject, int patienceMilliseconds) : IDisposable
{
    private const int LongestLine = 1024;

    /// <summary>Signals that came while a reply was awaited; more than these have no use.</summary>
    private const int MostSignals = 4096;

    private readonly Queue<DBusMessage> _signals = [];
    private byte[] _buffer = new byte[8192];
    private int _filled;
    private uint _serial;

    /// <summary>Proves who we are: the kernel tells the other side (SASL, mechanism EXTERNAL).</summary>
    /// <remarks>
    /// No user id is sent: in a user namespace we do not know the one that counts, and without one the other side takes
    /// what the kernel says.
    /// </remarks>
    public void Authenticate()
    {
        long deadline = EndOfPatience();
        Send("\0AUTH EXTERNAL\r\n"u8);
        string answer = ReadLine(deadline);
        if (answer.StartsWith("DATA", StringComparison.Ordinal))
        {
            Send("DATA\r\n"u8);
            answer = ReadLine(deadline);
        }
        if (!answer.StartsWith("OK", StringComparison.Ordinal))
            throw new RuntimeFailure("authenticate to", subject, $"it answers \"{OneLine(answer)}\"")
                .As(FailureCode.SystemdFailed);
        // systemd (sd-bus) may read the first call together with BEGIN, and then sits on it until more comes. So BEGIN is
        // sent along with something that is answered: once the answer is here, BEGIN has been read alone.
        Send("NEGOTIATE_UNIX_FD\r\nBEGIN\r\n"u8);
        _ = ReadLine(deadline);
    }

    /// <summary>Calls a method and returns the reply, or the error that came in its place.</summary>
    public DBusMessage Call(DBusMethod method, params ReadOnlySpan<DBusValue> arguments)
    {
        long deadline = EndOfPatience();
        Send(DBusMessage.Call(++_serial, method, arguments));
        while (true)
        {
            DBusMessage message = Receive(deadline, $"its reply to {method.Member}");
            bool isAnswer = message.Kind is DBusMessageKind.Reply or DBusMessageKind.Error;
            if (isAnswer && message.ReplySerial == _serial)
                return message;
            if (message.Kind == DBusMessageKind.Signal && _signals.Count < MostSignals)
                _signals.Enqueue(message);
        }
    }

    /// <summary>Waits for a signal; also one that came during the last call.</summary>
    public DBusMessage AwaitSignal(Func<DBusMessage, bool> isWanted, string what)
    {
        long deadline = EndOfPatience();
        while (true)
        {
            if (!_signals.TryDequeue(out DBusMessage? message))
                message = Receive(deadline, what);
            if (message.Kind == DBusMessageKind.Signal && isWanted(message))
                return message;
        }
    }

    private long EndOfPatience() => Environment.TickCount64 + patienceMilliseconds;

    private void Send(ReadOnlySpan<byte> bytes) => Sockets.SendAll(socket, bytes, subject);

    private DBusMessage Receive(long deadline, string what)
    {
        Fill(DBusMessage.PrefixSize, deadline, what);
        int length = DBusMessage.LengthOf(_buffer);
        Fill(length, deadline, what);
        DBusMessage message = DBusMessage.Parse(_buffer.AsSpan(0, length));
        Consume(length);
        return message;
    }

    private string ReadLine(long deadline)
    {
        for (int end; ; Fill(_filled + 1, deadline, "an answer to AUTH"))
        {
            end = _buffer.AsSpan(0, _filled).IndexOf("\r\n"u8);
            if (end < 0 && _filled < LongestLine)
                continue;
            if (end < 0)
                throw DBusReader.Malformed();
            string line = Encoding.ASCII.GetString(_buffer, 0, end);
            Consume(end + 2);
            return line;
        }
    }

    /// <summary>What the other side says, fit for a line of ours.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (char letter in text)
            line.Append(char.IsControl(letter) ? ' ' : letter);
        return line.ToString().TrimEnd('.', ' ');
    }

    private void Fill(int count, long deadline, string what)
    {
        if (count > _buffer.Length)
            Array.Resize(ref _buffer, count);
        while (_filled < count)
        {
            int left = (int)Math.Max(Deadline.Before(deadline) - Environment.TickCount64, 0);
            bool hasCome = Polling.WaitReadable(socket, left);
            if (!hasCome)
                Deadline.Check($"{subject} to send {what}");
            if (!hasCome)
                throw new RuntimeFailure("wait for", subject, $"{what} has not come within {patienceMilliseconds / 1000} s")
                {
                    Code = FailureCode.SystemdFailed,
                };
            int received = Sockets.Receive(socket, _buffer.AsSpan(_filled), null, subject);
            if (received == 0)
                throw new RuntimeFailure("wait for", subject, $"it has closed the line before {what} came")
                {
                    Code = FailureCode.SystemdFailed,
                };
            _filled += received;
        }
    }

    private void Consume(int count)
    {
        _buffer.AsSpan(count, _filled - count).CopyTo(_buffer);
        _filled -= count;
    }

    public void Dispose() => socket.Dispose();
}
