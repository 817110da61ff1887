using System;
using System.Collections.Generic;
using System.Globalization;
using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>The environment of the container's process: that of config.json, and what a service manager passes through.</summary>
internal static class PassedEnvironment
{
    /// <summary>Where the container reaches the directory of its notification socket.</summary>
    public const string NotifyDirectory = "/run/notify";

    /// <summary>The name of that socket.</summary>
    public const string NotifySocket = "notify.sock";

    /// <summary>Set by the process itself, which alone knows its number in its pid namespace.</summary>
    public const string ListenPid = "LISTEN_PID";

    public static ValueList<string> Of(ValueList<string> environment, SocketActivation? sockets, bool notifiesHost)
    {
        if (sockets is null && !notifiesHost)
            return Planner.LastOfEach(environment);
        var variables = new List<string>(environment.AsSpan().ToArray());
        if (sockets is not null)
            AddSockets(variables, sockets);
        if (notifiesHost)
            variables.Add($"NOTIFY_SOCKET={NotifyDirectory}/{NotifySocket}");
        return Planner.LastOfEach([.. variables]);
    }

    private static void AddSockets(List<string> variables, SocketActivation sockets)
    {
        variables.RemoveAll(static variable =>
            variable.StartsWith($"{ListenPid}=", StringComparison.Ordinal)
            || variable.StartsWith("LISTEN_FDNAMES=", StringComparison.Ordinal));
        variables.Add(string.Create(CultureInfo.InvariantCulture, $"LISTEN_FDS={sockets.Count}"));
        if (sockets.Names is not null)
            variables.Add($"LISTEN_FDNAMES={sockets.Names}");
    }
}
