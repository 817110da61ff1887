using System;
using System.Globalization;

namespace Oci.Runtime.Interop;

/// <summary>Until when this process waits for others; for ever unless <see cref="RuntimeHost.TimeLimit"/> is set.</summary>
/// <remarks>One for all waits: whoever limits a command cares for its end, not for which of its waits took how long.</remarks>
internal static class Deadline
{
    private static TimeSpan s_limit;
    private static long s_moment = long.MaxValue;

    public static bool IsSet => s_moment != long.MaxValue;

    /// <summary>A moment of <see cref="Environment.TickCount64"/>.</summary>
    public static long Moment => s_moment;

    /// <summary>The limit, as it was set; zero for none.</summary>
    public static TimeSpan Limit => s_limit;

    public static void Set(TimeSpan limit)
    {
        s_limit = limit;
        s_moment = limit == TimeSpan.Zero ? long.MaxValue : Environment.TickCount64 + (long)Math.Ceiling(limit.TotalMilliseconds);
    }

    /// <summary>The earlier one of two moments.</summary>
    public static long Before(long moment) => Math.Min(moment, s_moment);

    /// <summary>Waits until a descriptor has input or its end, if there is a limit; without one whoever reads it waits.</summary>
    /// <param name="what">What is waited for.</param>
    /// <exception cref="RuntimeFailure">The time is over.</exception>
    public static void AwaitReadable(Fd file, string what)
    {
        while (IsSet && !Polling.WaitReadable(file, (int)Math.Clamp(s_moment - Environment.TickCount64, 0, int.MaxValue)))
            Check(what);
    }

    /// <summary>Throws when the time is over.</summary>
    public static void Check(string what)
    {
        if (Environment.TickCount64 < s_moment)
            return;
        RuntimeFailure failure = Over(what);
        // What has to be undone now may wait as long again.
        Set(s_limit);
        throw failure;
    }

    private static RuntimeFailure Over(string what) =>
        new("wait for", what, $"it has taken longer than {LimitInWords} (ETIMEDOUT)", null, "see --timeout")
        {
            Errno = Errno.ETIMEDOUT,
            Code = FailureCode.Timeout,
        };

    private static string LimitInWords => string.Create(CultureInfo.InvariantCulture, $"{s_limit.TotalSeconds:0.###} s");
}
