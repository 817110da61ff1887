namespace Oci.Tidy.Tests;

/// <summary>One breach of a rule, and where; prints as editors like to jump to it.</summary>
internal readonly record struct Finding(string Path, int Line, string Message)
{
    public override string ToString() => $"{Path}:{Line}: {Message}";
}
