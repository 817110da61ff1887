using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Oci.Spec;

namespace Oci.Cli.Parsing;

/// <summary>The signals as people and engines write them: a number, or a name with or without <c>SIG</c>.</summary>
internal static class SignalName
{
    public const int Terminate = 15;

    // The kernel's real-time signals are 32 to 64, of which libc keeps two for itself (signal(7)): SIGRTMIN is 34 for
    // every program, and engines count from there.
    private const int RealTimeFirst = 34;
    private const int RealTimeLast = 64;

    // The index is the number, which is the same on every architecture that we run on (signal(7), x86 and ARM).
    private static readonly string[] Names =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>One name for each signal that has one.</summary>
    public static IEnumerable<string> Common => [.. Names.Skip(1), "RTMIN", "RTMAX"];

    public static int Parse(string text) => TryParse(text) ?? throw Unknown(text);

    private static int? TryParse(string text)
    {
        if (TryParseNumber(text, RealTimeLast) is { } number)
            return number > 0 ? number : null;
        string name = text.ToUpperInvariant();
        if (name.StartsWith("SIG", StringComparison.Ordinal))
            name = name[3..];
        int index = Array.IndexOf(Names, name);
        return index > 0 ? index : TryParseAlias(name) ?? TryParseRealTime(name);
    }

    private static int? TryParseAlias(string name) => name switch
    {
        "IOT" => 6,
        "CLD" => 17,
        "POLL" => 29,
        "UNUSED" => 31,
        _ => null,
    };

    /// <summary><c>RTMIN</c>, <c>RTMIN+n</c>, <c>RTMAX</c>, <c>RTMAX-n</c>.</summary>
    private static int? TryParseRealTime(string name)
    {
        const int Most = RealTimeLast - RealTimeFirst;
        return name switch
        {
            "RTMIN" => RealTimeFirst,
            "RTMAX" => RealTimeLast,
            ['R', 'T', 'M', 'I', 'N', '+', .. string above] => RealTimeFirst + TryParseNumber(above, Most),
            ['R', 'T', 'M', 'A', 'X', '-', .. string below] => RealTimeLast - TryParseNumber(below, Most),
            _ => null,
        };
    }

    private static int? TryParseNumber(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= most
            ? number
            : null;

    private static UsageException Unknown(string text) =>
        new($"unknown signal \"{text}\"", NearestName.HintFor(text.ToUpperInvariant(), Names.AsSpan(1).ToArray())
            ?? "use a number from 1 to 64 or a name such as TERM or RTMIN+1");
}
