using System;

namespace Oci.Runtime.Lifecycle;

/// <summary>How <c>explain</c> prints a plan.</summary>
public enum ExplainFormat
{
    Text,
    Json,
    Shell,
}

/// <summary>Says what <c>create</c> would do with a bundle, and does nothing.</summary>
public static class ExplainBundle
{
    /// <summary>The plan of the bundle as text, JSON or a shell script, ending with a newline.</summary>
    public static string Run(string bundle, ExplainFormat format) => throw new NotSupportedException();
}
