using System.Collections.Generic;
using System.CommandLine;

namespace Oci.Cli.Parsing;

/// <summary>A flag whose value is one of a few words; the first of them stands when it is not given.</summary>
internal sealed class ChoiceOption(string name, IReadOnlyList<string> choices, string[] aliases) : Option<string?>(name, aliases)
{
    public IReadOnlyList<string> Choices { get; } = choices;

    /// <summary>The words as a sentence has them: <c>a, b or c</c>.</summary>
    public string Sentence => Sentences.Or(Choices);
}
