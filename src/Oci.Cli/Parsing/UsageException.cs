using System;

namespace Oci.Cli.Parsing;

/// <summary>The command line makes no sense. Its message begins as runc's does: scripts look for that.</summary>
internal sealed class UsageException(string message, string? hint = null)
    : Exception(hint is null ? message : $"{message} ({hint})")
{
    /// <summary>What the caller may have meant, or can write instead.</summary>
    public string? Hint { get; } = hint;

    public static UsageException InvalidValue(string value, string flag, string expected) =>
        new($"invalid value \"{value}\" for flag {flag}", $"use {expected}");
}
