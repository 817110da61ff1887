using System;

namespace Oci.Runtime;

/// <summary>Where the library says what is no failure: whoever drives it decides what becomes of it.</summary>
public static class Diagnostics
{
    /// <summary>Receives warnings; null drops them.</summary>
    public static Action<string>? Warn { get; set; }

    /// <summary>Receives what only someone who searches for a fault wants to read; null drops it.</summary>
    public static Action<string>? Debug { get; set; }

    internal static void Warning(string text) => Warn?.Invoke(text);
}
