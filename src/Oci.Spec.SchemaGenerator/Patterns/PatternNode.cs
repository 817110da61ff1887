using System.Collections.Generic;

namespace Oci.Spec.SchemaGenerator.Patterns;

/// <summary>A regular expression as a tree.</summary>
internal abstract class PatternNode;

/// <summary>One character: some of ASCII, and all or none of the others.</summary>
internal sealed class CharacterSet(bool[] ascii, bool hasOthers) : PatternNode
{
    public const int AsciiCount = 128;

    public bool[] Ascii { get; } = ascii;
    public bool HasOthers { get; } = hasOthers;
}

/// <summary>One after the other.</summary>
internal sealed class Sequence(List<PatternNode> parts) : PatternNode
{
    public List<PatternNode> Parts { get; } = parts;
}

/// <summary>Any one of them.</summary>
internal sealed class Alternation(List<PatternNode> choices) : PatternNode
{
    public List<PatternNode> Choices { get; } = choices;
}

/// <summary>The same, several times; <see cref="Maximum"/> is null for without end.</summary>
internal sealed class Repetition(PatternNode repeated, int minimum, int? maximum) : PatternNode
{
    public PatternNode Repeated { get; } = repeated;
    public int Minimum { get; } = minimum;
    public int? Maximum { get; } = maximum;
}
