using System;

namespace Oci.Spec.Json;

/// <summary>Steps of a JSON pointer (RFC 6901).</summary>
internal static class JsonPointer
{
    /// <summary>A member's name as a step.</summary>
    public static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>Whether one of two places is the other, or lies within it.</summary>
    public static bool AreRelated(ReadOnlySpan<char> pointer, ReadOnlySpan<char> other) =>
        pointer.Length <= other.Length ? IsWithin(other, pointer) : IsWithin(pointer, other);

    private static bool IsWithin(ReadOnlySpan<char> inner, ReadOnlySpan<char> outer) =>
        inner.StartsWith(outer) && (inner.Length == outer.Length || inner[outer.Length] == '/');
}
