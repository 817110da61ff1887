using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using Oci.Runtime.Interop;
using Oci.Runtime.Systemd;
using Xunit;

namespace Oci.Runtime.Tests.Systemd;

/// <summary>The client against a server that answers from a list.</summary>
public sealed class SystemdManagerTests
{
    private static readonly DBusText Job = new("o", "/org/freedesktop/systemd1/job/7");

    [Fact]
    public void A_unit_is_started_when_its_job_is_done()
    {
        using var server = new FakeSystemd(
            call => [call.Reply(Job), FakeSystemd.JobRemoved("/job/6", "failed"), FakeSystemd.JobRemoved(Job.Value, "done")]);
        using SystemdManager manager = server.Connect();
        manager.Start("a.scope", [new UnitProperty("Delegate", DBusValue.Of(true))]);

        DBusMessage call = Assert.Single(server.Calls);
        Assert.Equal(("StartTransientUnit", "ssa(sv)a(sa(sv))"), (call.Member, call.Signature));
    }

    [Fact]
    public void A_job_may_end_before_the_call_that_made_it_is_answered()
    {
        using var server = new FakeSystemd(call => [FakeSystemd.JobRemoved(Job.Value, "done"), call.Reply(Job)]);
        using SystemdManager manager = server.Connect();
        manager.Start("a.scope", []);
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("timeout")]
    [InlineData("canceled")]
    public void A_job_that_ends_otherwise_is_a_failure_that_names_the_unit(string result)
    {
        using var server = new FakeSystemd(call => [call.Reply(Job), FakeSystemd.JobRemoved(Job.Value, result)]);
        using SystemdManager manager = server.Connect();
        var failure = Assert.Throws<RuntimeFailure>(() => manager.Start("a.scope", []));
        Assert.Equal(
            $"start the unit a.scope: its job in systemd has ended with \"{result}\" (see journalctl -u a.scope)", failure.Message);
    }

    [Fact]
    public void An_error_of_systemd_is_one_line_with_its_name()
    {
        using var server = new FakeSystemd(call => [call.Error("org.freedesktop.DBus.Error.AccessDenied", "Not\nallowed.")]);
        using SystemdManager manager = server.Connect();
        var failure = Assert.Throws<RuntimeFailure>(() => manager.Start("a.scope", []));
        Assert.StartsWith(
            "start the unit a.scope: Not allowed (org.freedesktop.DBus.Error.AccessDenied)", failure.Message);
    }

    [Fact]
    public void The_remains_of_a_failed_unit_are_removed_once()
    {
        int starts = 0;
        using var server = new FakeSystemd(call => call.Member switch
        {
            "StartTransientUnit" when ++starts == 1 => [call.Error("org.freedesktop.systemd1.UnitExists", "It exists.")],
            "StartTransientUnit" => [call.Reply(Job), FakeSystemd.JobRemoved(Job.Value, "done")],
            _ => [call.Reply()],
        });
        using (SystemdManager manager = server.Connect())
            manager.Start("a.scope", []);
        Assert.Equal(["StartTransientUnit", "ResetFailedUnit", "StartTransientUnit"], server.Methods);
    }

    [Fact]
    public void A_unit_that_lives_is_not_replaced()
    {
        using var server = new FakeSystemd(call => call.Member == "StartTransientUnit"
            ? [call.Error("org.freedesktop.systemd1.UnitExists", "Unit a.scope was already loaded.")]
            : [call.Reply()]);
        using SystemdManager manager = server.Connect();
        Assert.Contains("give the container another name", Assert.Throws<RuntimeFailure>(() => manager.Start("a.scope", [])).Message);
    }

    [Fact]
    public void A_unit_that_is_gone_is_removed_already()
    {
        using var server = new FakeSystemd(call => [call.Error("org.freedesktop.systemd1.NoSuchUnit", "Unit a.scope not loaded.")]);
        using SystemdManager manager = server.Connect();
        manager.Remove("a.scope");
        Assert.Null(manager.DescriptionOf("a.scope"));
    }

    [Fact]
    public void A_bus_is_greeted_and_asked_for_signals()
    {
        using var server = new FakeSystemd(call => call.Member == "StopUnit"
            ? [call.Reply(Job), FakeSystemd.JobRemoved(Job.Value, "done")]
            : [call.Reply()]);
        using (SystemdManager manager = server.Connect(isBus: true))
            manager.Remove("a.scope");
        Assert.Equal(["Hello", "AddMatch", "Subscribe", "KillUnit", "StopUnit", "ResetFailedUnit"], server.Methods);
    }

    [Fact]
    public void A_systemd_that_does_not_answer_is_given_up()
    {
        using var server = new FakeSystemd(static _ => []);
        using SystemdManager manager = server.Connect(patienceMilliseconds: 50);
        var failure = Assert.Throws<RuntimeFailure>(() => manager.DescriptionOf("a.scope"));
        Assert.Contains("its reply to GetUnit has not come within", failure.Message);
    }

    [Fact]
    public void A_systemd_that_hangs_up_is_a_failure()
    {
        using var server = new FakeSystemd(static _ => null);
        using SystemdManager manager = server.Connect();
        var failure = Assert.Throws<RuntimeFailure>(() => manager.DescriptionOf("a.scope"));
        Assert.Contains("it has closed the line before its reply to GetUnit came", failure.Message);
    }

    [Fact]
    public void Who_is_not_let_in_is_told_so()
    {
        using var server = new FakeSystemd(static _ => [], greeting: "REJECTED EXTERNAL\r\n");
        var failure = Assert.Throws<RuntimeFailure>(() => server.Connect());
        Assert.Equal("authenticate to the fake: it answers \"REJECTED EXTERNAL\"", failure.Message);
    }

    [Fact]
    public void A_server_that_knows_us_without_asking_is_taken_at_its_word()
    {
        using var server = new FakeSystemd(call => [call.Error("org.freedesktop.systemd1.NoSuchUnit", "")], greeting: "OK 0123\r\n");
        using SystemdManager manager = server.Connect();
        Assert.Null(manager.DescriptionOf("a.scope"));
    }

    [Theory]
    [InlineData("unix:path=/run/user/1000/bus", "/run/user/1000/bus")]
    [InlineData("unix:path=/run/a%20b,guid=00", "/run/a b")]
    [InlineData("unix:guid=00,path=/run/a", "/run/a")]
    [InlineData("tcp:host=a,port=1;unix:path=/b", "/b")]
    [InlineData("unix:abstract=/tmp/dbus-x", null)]
    [InlineData("", null)]
    public void The_path_in_an_address_of_a_bus_is_found(string addresses, string? path) =>
        Assert.Equal(path, SystemdAddress.PathIn(addresses));
}

/// <summary>A message as the fake received it.</summary>
internal sealed record FakeCall(uint Serial, string Member)
{
    public byte[] Reply(params DBusValue[] values) => FakeSystemd.Message(2, [(5, DBusValue.Of(Serial))], values);

    public byte[] Error(string name, string text) =>
        FakeSystemd.Message(3, [(4, DBusValue.Of(name)), (5, DBusValue.Of(Serial))], DBusValue.Of(text));
}

/// <summary>The other end of a socket pair: answers calls from a function, on a thread of its own.</summary>
internal sealed class FakeSystemd : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"fake-{Guid.NewGuid():N}");
    private readonly Thread _thread;
    private readonly string _greeting;
    private readonly Func<FakeCall, List<byte[]>?> _answer;

    /// <param name="answer">The messages that follow a call; null hangs up.</param>
    /// <param name="greeting">What the first line is answered with.</param>
    public FakeSystemd(Func<FakeCall, List<byte[]>?> answer, string greeting = "DATA\r\n")
    {
        (_answer, _greeting) = (answer, greeting);
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        _listener.Listen();
        _thread = new Thread(Serve);
        _thread.Start();
    }

    public List<DBusMessage> Calls { get; } = [];

    public List<string> Methods => Calls.ConvertAll(static call => call.Member);

    public SystemdManager Connect(bool isBus = false, int patienceMilliseconds = 30_000)
    {
        Fd socket = Sockets.TryConnectPatiently(_path, 30, out _)!;
        return new SystemdManager(socket, "the fake", isBus, patienceMilliseconds);
    }

    public static byte[] JobRemoved(string job, string result) => Message(
        4,
        [
            (1, new DBusText("o", "/org/freedesktop/systemd1")),
            (2, DBusValue.Of("org.freedesktop.systemd1.Manager")),
            (3, DBusValue.Of("JobRemoved")),
        ],
        DBusValue.Of(7u), new DBusText("o", job), DBusValue.Of("a.scope"), DBusValue.Of(result));

    public static byte[] Message(byte kind, List<(byte Code, DBusValue Value)> fields, params DBusValue[] values)
    {
        var body = new DBusWriter();
        string signature = "";
        foreach (DBusValue value in values)
        {
            value.Write(body);
            signature += value.Signature;
        }
        if (signature.Length > 0)
            fields.Add((8, new DBusText("g", signature)));
        var message = new DBusWriter();
        message.Raw([(byte)'l', kind, 0, 1]);
        message.Number(4, (ulong)body.Bytes.Length);
        message.Number(4, 1);
        new DBusArray("(yv)", [.. fields.ConvertAll(
            static field => (DBusValue)new DBusStruct([new DBusNumber("y", field.Code), new DBusVariant(field.Value)]))]).Write(message);
        message.Align(8);
        message.Raw(body.Bytes);
        return message.Bytes.ToArray();
    }

    private void Serve()
    {
        try
        {
            using Socket line = _listener.Accept();
            Assert.Equal("\0AUTH EXTERNAL\r\n", ReadLine(line));
            line.Send(Encoding.ASCII.GetBytes(_greeting));
            if (_greeting.StartsWith("DATA", StringComparison.Ordinal))
            {
                Assert.Equal("DATA\r\n", ReadLine(line));
                line.Send("OK 0123456789abcdef\r\n"u8);
            }
            bool hasBegun = ReadLine(line) == "NEGOTIATE_UNIX_FD\r\n" && ReadLine(line) == "BEGIN\r\n";
            line.Send("AGREE_UNIX_FD\r\n"u8);
            while (hasBegun && Read(line) is { } bytes)
                Answer(line, bytes);
        }
        catch (SocketException)
        {
            // The client has gone.
        }
    }

    private void Answer(Socket line, byte[] bytes)
    {
        Calls.Add(DBusMessage.Parse(bytes));
        List<byte[]>? answers = _answer(new FakeCall(BitConverter.ToUInt32(bytes, 8), Calls[^1].Member));
        if (answers is null)
            line.Shutdown(SocketShutdown.Both);
        // In two parts, as a stream may deliver anything.
        foreach (byte[] answer in answers ?? [])
        {
            line.Send(answer.AsSpan(0, 5));
            line.Send(answer.AsSpan(5));
        }
    }

    private static string ReadLine(Socket line)
    {
        var text = new StringBuilder();
        byte[] one = new byte[1];
        while (!text.ToString().EndsWith('\n') && line.Receive(one) == 1)
            text.Append((char)one[0]);
        return text.ToString();
    }

    private static byte[]? Read(Socket line)
    {
        byte[] prefix = new byte[DBusMessage.PrefixSize];
        if (line.Receive(prefix, SocketFlags.Peek) == 0)
            return null;
        byte[] message = new byte[DBusMessage.LengthOf(prefix)];
        for (int filled = 0; filled < message.Length;)
            filled += line.Receive(message.AsSpan(filled));
        return message;
    }

    public void Dispose()
    {
        _listener.Dispose();
        System.IO.File.Delete(_path);
        _thread.Join();
    }
}
