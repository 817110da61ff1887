using System;
using System.Globalization;
using Oci.Runtime;
using Oci.Runtime.Planning;

namespace Oci.Cli;

/// <summary>What a service manager says in the environment (systemd.exec(5)).</summary>
internal static class ServiceManager
{
    /// <summary>Where it waits for the service to be ready; null when it does not.</summary>
    public static string? NotifySocket => Variable("NOTIFY_SOCKET");

    /// <summary>The sockets that it has opened; null when there are none, or they are another process's (sd_listen_fds(3)).</summary>
    public static SocketActivation? Sockets =>
        SocketsOf(Variable("LISTEN_PID"), Variable("LISTEN_FDS"), Variable("LISTEN_FDNAMES"), Environment.ProcessId);

    internal static SocketActivation? SocketsOf(string? owner, string? count, string? names, int ownId)
    {
        if (owner != ownId.ToString(CultureInfo.InvariantCulture) || count is null)
            return null;
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            throw new RuntimeFailure("inherit sockets", null, $"LISTEN_FDS in the environment is \"{count}\", not a number");
        return number == 0 ? null : new SocketActivation(number, names);
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
