using System;
using System.Globalization;
using Oci.Runtime.Interop;
using Oci.Spec;

namespace Oci.Runtime.Systemd;

/// <summary>
/// A line to the systemd of the machine, or to the one of a user (org.freedesktop.systemd1(5)).
/// </summary>
internal sealed class SystemdManager : IDisposable
{
    private const string Service = "org.freedesktop.systemd1";
    private const string ManagerPath = "/org/freedesktop/systemd1";
    private const string ManagerInterface = "org.freedesktop.systemd1.Manager";
    private const string UnitInterface = "org.freedesktop.systemd1.Unit";
    private const string NoSuchUnit = "org.freedesktop.systemd1.NoSuchUnit";
    private const string UnitExists = "org.freedesktop.systemd1.UnitExists";
    private const int PatienceMilliseconds = 30_000;

    private readonly DBusConnection _line;
    private readonly bool _isBus;
    private bool _hearsJobs;

    /// <param name="isBus">There is a bus between: it wants a greeting, and passes signals on to those who ask.</param>
    internal SystemdManager(Fd socket, string subject, bool isBus, int patienceMilliseconds = PatienceMilliseconds)
    {
        _line = new DBusConnection(socket, subject, patienceMilliseconds);
        _isBus = isBus;
        try
        {
            _line.Authenticate();
            if (isBus)
                CallBus("Hello");
        }
        catch
        {
            _line.Dispose();
            throw;
        }
    }

    public static SystemdManager Connect(bool isUser)
    {
        (string path, bool isBus) = ("", false);
        int errno = 0;
        foreach ((string candidate, bool isBusHere) in SystemdAddress.Candidates(isUser))
        {
            (path, isBus) = (candidate, isBusHere);
            Fd? socket = Sockets.TryConnectPatiently(path, PatienceMilliseconds / 1000, out errno);
            if (socket is not null)
                return new SystemdManager(socket, $"systemd at {path}", isBus);
        }
        throw KernelFailure.Of(errno, "connect to systemd at", path, isUser
            ? "a user's cgroups need the user's systemd: log in, or enable lingering, and set XDG_RUNTIME_DIR"
            : "systemd does not run here; leave --systemd-cgroup out").As(FailureCode.SystemdFailed);
    }

    /// <summary>The cgroup that all units are below, and the number of the version.</summary>
    public SystemdFacts Facts(bool isUser)
    {
        string version = Property(ManagerPath, ManagerInterface, "Version");
        int digits = 0;
        while (digits < version.Length && char.IsAsciiDigit(version[digits]))
            digits++;
        _ = int.TryParse(version.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        return new SystemdFacts(isUser, Property(ManagerPath, ManagerInterface, "ControlGroup"), number);
    }

    /// <summary>Starts a transient unit, and returns when its processes are in it.</summary>
    public void Start(string unit, ValueList<UnitProperty> properties)
    {
        HearJobs();
        DBusMessage reply = StartTransient(unit, properties);
        if (reply.ErrorName == UnitExists)
        {
            // The remains of one that failed: systemd keeps those until somebody has looked. A living one stays.
            ResetFailed(unit);
            reply = StartTransient(unit, properties);
        }
        if (reply.Kind == DBusMessageKind.Error)
            throw Failure("start the unit", unit, reply, HintFor(reply.ErrorName));
        if (AwaitJob(unit, reply) is not "done" and var result)
        {
            throw new RuntimeFailure(
                "start the unit", unit, $"its job in systemd has ended with \"{result}\"", null, $"see journalctl -u {unit}")
            {
                Code = FailureCode.SystemdFailed,
            };
        }
    }

    private DBusMessage StartTransient(string unit, ValueList<UnitProperty> properties) => Call(
        "StartTransientUnit", DBusValue.Of(unit), DBusValue.Of("replace"), UnitProperty.ToValue(properties),
        new DBusArray("(sa(sv))", []));

    /// <summary>Changes properties of a unit until its end. They are in force when this returns.</summary>
    public void SetProperties(string unit, ValueList<UnitProperty> properties)
    {
        DBusMessage reply = Call("SetUnitProperties", DBusValue.Of(unit), DBusValue.Of(true), UnitProperty.ToValue(properties));
        if (reply.Kind == DBusMessageKind.Error)
            throw Failure("change properties of", unit, reply, null);
        // It answers first and writes to the cgroup then, but before it looks at the next call.
        _ = DescriptionOf(unit);
    }

    /// <summary>The description of a unit that systemd knows; null when it knows none of the name.</summary>
    public string? DescriptionOf(string unit) =>
        TryFindUnit(unit) is { } path ? Property(path, UnitInterface, "Description") : null;

    /// <summary>The period of a scope's CPU quota that systemd was told of, in microseconds; null when it was of none.</summary>
    public ulong? QuotaPeriodOf(string unit)
    {
        if (TryFindUnit(unit) is not { } path)
            return null;
        DBusMessage reply = Get(path, "org.freedesktop.systemd1.Scope", "CPUQuotaPeriodUSec");
        ulong? period = reply.Signature == "v" ? new DBusReader(reply.Body).LongInVariant() : null;
        return period == ulong.MaxValue ? null : period;
    }

    private string? TryFindUnit(string unit)
    {
        DBusMessage reply = Call("GetUnit", DBusValue.Of(unit));
        if (reply.ErrorName == NoSuchUnit)
            return null;
        return reply.Kind == DBusMessageKind.Error ? throw Failure("find the unit", unit, reply, null) : PathIn(reply);
    }

    /// <summary>Kills what is in a unit, stops it and forgets that it failed, if it did. One that is gone is no error.</summary>
    public void Remove(string unit)
    {
        HearJobs();
        // An init that lost its runtime early hears no other signal, and systemd would wait for it.
        const int Kill = 9;
        _ = Call("KillUnit", DBusValue.Of(unit), DBusValue.Of("all"), new DBusNumber("i", Kill));
        DBusMessage reply = Call("StopUnit", DBusValue.Of(unit), DBusValue.Of("replace"));
        if (reply.ErrorName == NoSuchUnit)
            return;
        if (reply.Kind == DBusMessageKind.Error)
            throw Failure("stop the unit", unit, reply, null);
        // However it ended: what it leaves behind is removed by the caller, or found to be in use.
        _ = AwaitJob(unit, reply);
        ResetFailed(unit);
    }

    private void ResetFailed(string unit) => _ = Call("ResetFailedUnit", DBusValue.Of(unit));

    // A peer hears of all jobs; a bus passes on what was asked for, and systemd says nothing unless somebody listens.
    private void HearJobs()
    {
        if (!_isBus || _hearsJobs)
            return;
        CallBus("AddMatch", DBusValue.Of(
            $"type='signal',sender='{Service}',path='{ManagerPath}',interface='{ManagerInterface}',member='JobRemoved'"));
        DBusMessage reply = Call("Subscribe");
        if (reply.Kind == DBusMessageKind.Error)
            throw Failure("listen to", "systemd", reply, null);
        _hearsJobs = true;
    }

    /// <summary>Waits for the end of the job that a reply names, and returns how it ended.</summary>
    private string AwaitJob(string unit, DBusMessage reply)
    {
        string job = PathIn(reply);
        string? result = null;
        _ = _line.AwaitSignal(signal => (result = ResultOf(signal, job)) is not null, $"the end of the job for {unit}");
        return result!;
    }

    // JobRemoved(u id, o job, s unit, s result)
    private static string? ResultOf(DBusMessage signal, string job)
    {
        if (signal is not { Interface: ManagerInterface, Member: "JobRemoved", Signature: "uoss" })
            return null;
        var reader = new DBusReader(signal.Body);
        _ = reader.UInt32();
        bool isOurs = reader.Text() == job;
        _ = reader.Text();
        return isOurs ? reader.Text() : null;
    }

    private string Property(string path, string owner, string name)
    {
        DBusMessage reply = Get(path, owner, name);
        if (reply.Kind == DBusMessageKind.Error)
            throw Failure("ask systemd for", name, reply, null);
        return (reply.Signature == "v" ? new DBusReader(reply.Body).TextInVariant() : null) ?? throw DBusReader.Malformed();
    }

    private DBusMessage Get(string path, string owner, string name) => _line.Call(
        new DBusMethod(Service, path, "org.freedesktop.DBus.Properties", "Get"), DBusValue.Of(owner), DBusValue.Of(name));

    private static string PathIn(DBusMessage reply) =>
        reply.Signature == "o" ? new DBusReader(reply.Body).Text() : throw DBusReader.Malformed();

    private DBusMessage Call(string method, params ReadOnlySpan<DBusValue> arguments) =>
        _line.Call(new DBusMethod(Service, ManagerPath, ManagerInterface, method), arguments);

    private void CallBus(string method, params ReadOnlySpan<DBusValue> arguments)
    {
        const string Bus = "org.freedesktop.DBus";
        DBusMessage reply = _line.Call(new DBusMethod(Bus, "/org/freedesktop/DBus", Bus, method), arguments);
        if (reply.Kind == DBusMessageKind.Error)
            throw Failure("ask the bus for", method, reply, null);
    }

    private static RuntimeFailure Failure(string operation, string subject, DBusMessage error, string? hint)
    {
        string text = DBusConnection.OneLine(error.ErrorText);
        return new(operation, subject, text.Length == 0 ? error.ErrorName : $"{text} ({error.ErrorName})", null, hint)
        {
            Code = FailureCode.SystemdFailed,
        };
    }

    private static string? HintFor(string error) => error switch
    {
        UnitExists => "a unit of that name is active; give the container another name in linux.cgroupsPath",
        "org.freedesktop.DBus.Error.PropertyReadOnly" => "this version of systemd has no such property for a scope",
        "org.freedesktop.DBus.Error.AccessDenied" or "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired" =>
            "only root may have units started by the machine's systemd",
        _ => null,
    };

    public void Dispose() => _line.Dispose();
}
