using System;

namespace Oci.Runtime.Resctrl;

/// <summary>
/// Lines of a <c>schemata</c> file: what a group may use of a resource, such as <c>L3:0=7f0;1=1f</c> (the kernel's
/// resctrl documentation).
/// </summary>
internal static class Schema
{
    /// <summary>
    /// Whether a file says all that a wish says. The file pads names and values, and has every domain of the machine;
    /// a wish may leave some out.
    /// </summary>
    public static bool Holds(string wish, string file)
    {
        foreach (string line in wish.Split('\n'))
        {
            if (line.Trim().Length > 0 && !LineHolds(line, file))
                return false;
        }
        return true;
    }

    private static bool LineHolds(string wish, string file)
    {
        (string resource, string domains) = Halves(wish, ':');
        foreach (string line in file.Split('\n'))
        {
            (string name, string values) = Halves(line, ':');
            if (name == resource)
                return DomainsHold(domains, values);
        }
        return false;
    }

    private static bool DomainsHold(string wish, string values)
    {
        foreach (string part in wish.Split(';'))
        {
            (string domain, string value) = Halves(part, '=');
            if (!HasDomain(values, domain, value))
                return false;
        }
        return true;
    }

    private static bool HasDomain(string values, string domain, string value)
    {
        foreach (string part in values.Split(';'))
        {
            (string name, string has) = Halves(part, '=');
            if (name == domain)
                return Number(has).Equals(Number(value), StringComparison.OrdinalIgnoreCase);
        }
        return false;
    }

    // Masks are hexadecimal, bandwidths decimal; both may have zeros in front. No number at all is not zero.
    private static string Number(string text) => text.TrimStart('0') is { Length: > 0 } rest ? rest : text.Length > 0 ? "0" : "";

    private static (string Name, string Value) Halves(string text, char separator)
    {
        int place = text.IndexOf(separator, StringComparison.Ordinal);
        return place < 0 ? (text.Trim(), "") : (text[..place].Trim(), text[(place + 1)..].Trim());
    }
}
