using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Oci.Tidy.Tests.Rules;

/// <summary>What the product's code must not contain, each with its reason.</summary>
internal static class BannedCode
{
    private static readonly string[] UnfinishedWords =
        ["TODO", "FIXME", "HACK", "XXX", nameof(NotImplementedException)];

    /// <summary>Members, or with "*" all of a type, by the name that the code spells.</summary>
    private static readonly (string Type, string Member, string Reason)[] Members =
    [
        ("Console", "*", "it starts a signal thread and may touch the terminal; write to the descriptor"),
        ("Thread", "Sleep", "wait for the event itself: a descriptor, a process, a lock"),
        ("Task", "Delay", "wait for the event itself: a descriptor, a process, a lock"),
        ("JsonSerializer", "*", "its metadata costs milliseconds at start; use Utf8JsonReader and Utf8JsonWriter"),
        ("Regex", "*", "it costs milliseconds at start; parse by hand"),
    ];

    public static IEnumerable<Finding> Unfinished(SourceFile file) =>
        from line in file.Lines.Index()
        from word in UnfinishedWords
        where ContainsWord(line.Item, word)
        select new Finding(file.Path, line.Index + 1, $"{word}: finish it, or leave it out");

    /// <summary>An exception without a message stands for work not done: the product's failures say why.</summary>
    public static IEnumerable<Finding> Stubs(SourceFile file) =>
        from creation in file.Nodes<ObjectCreationExpressionSyntax>()
        where creation.Type.ToString() == nameof(NotSupportedException) && creation.ArgumentList?.Arguments.Count is 0
        select file.At(creation, "a stub: new NotSupportedException()");

    public static IEnumerable<Finding> BannedMembers(SourceFile file) =>
        file.Nodes<MemberAccessExpressionSyntax>()
            .SelectMany(access => Members
                .Where(banned => Spells(access, banned.Type, banned.Member))
                .Select(banned => file.At(access, $"{access}: {banned.Reason}")))
            .Concat(file.Nodes<ObjectCreationExpressionSyntax>()
                .SelectMany(creation => Members
                    .Where(banned => Names(creation.Type.ToString(), banned.Type))
                    .Select(banned => file.At(creation, $"new {creation.Type}: {banned.Reason}"))));

    private static bool Spells(MemberAccessExpressionSyntax access, string type, string member) =>
        Names(access.Expression.ToString(), type) && (member == "*" || access.Name.Identifier.Text == member);

    /// <summary>Whether a text is a framework type's name, with or without its namespace.</summary>
    private static bool Names(string text, string type) => text == type
        || (text.StartsWith("System.", StringComparison.Ordinal)
            && text.EndsWith("." + type, StringComparison.Ordinal));

    private static bool ContainsWord(string line, string word)
    {
        int at = line.IndexOf(word, StringComparison.Ordinal);
        return at >= 0
            && (at == 0 || !char.IsLetterOrDigit(line[at - 1]))
            && (at + word.Length == line.Length || !char.IsLetterOrDigit(line[at + word.Length]));
    }
}
