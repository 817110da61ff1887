using System;
using System.Collections.Generic;
using Oci.Runtime.Interop;

namespace Oci.Runtime.Systemd;

/// <summary>Where systemd listens: on a socket of its own, and on the bus.</summary>
internal static class SystemdAddress
{
    /// <summary>
    /// The sockets in the order in which they are tried. Its own comes first: a bus may not run, and is one more hop.
    /// </summary>
    public static IEnumerable<(string Path, bool IsBus)> Candidates(bool isUser)
    {
        if (isUser)
        {
            string directory = Variable("XDG_RUNTIME_DIR") ?? $"/run/user/{Processes.EffectiveUserId}";
            return Candidates(directory, Variable("DBUS_SESSION_BUS_ADDRESS"), $"{directory}/bus");
        }
        return Candidates("/run", Variable("DBUS_SYSTEM_BUS_ADDRESS"), "/run/dbus/system_bus_socket");
    }

    private static IEnumerable<(string Path, bool IsBus)> Candidates(string directory, string? address, string usual)
    {
        yield return ($"{directory}/systemd/private", false);
        yield return (address is null ? usual : PathIn(address) ?? usual, true);
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>
    /// The path in a list of addresses such as <c>unix:path=/run/user/1000/bus,guid=…;…</c>; null when none is a path.
    /// </summary>
    public static string? PathIn(string addresses)
    {
        const string Transport = "unix:";
        const string Key = "path=";
        foreach (string address in addresses.Split(';'))
        {
            if (!address.StartsWith(Transport, StringComparison.Ordinal))
                continue;
            foreach (string option in address[Transport.Length..].Split(','))
            {
                if (option.StartsWith(Key, StringComparison.Ordinal))
                    return Uri.UnescapeDataString(option[Key.Length..]);
            }
        }
        return null;
    }
}
