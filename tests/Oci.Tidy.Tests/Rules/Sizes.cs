using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Oci.Tidy.Tests.Rules;

/// <summary>What still fits a reader's head, and screen.</summary>
internal static class Sizes
{
    public const int LinesInAFile = 500;
    public const int LinesInAFunction = 70;
    public const int CharactersInALine = 140;

    public static IEnumerable<Finding> LongFile(SourceFile file) => file.Lines.Length <= LinesInAFile
        ? []
        : [new Finding(file.Path, LinesInAFile + 1, $"{file.Lines.Length} lines, at most {LinesInAFile}")];

    public static IEnumerable<Finding> LongLines(SourceFile file) => file.Lines
        .Select((line, index) => (line.Length, Number: index + 1))
        .Where(static line => line.Length > CharactersInALine)
        .Select(line => new Finding(file.Path, line.Number, $"{line.Length} characters, at most {CharactersInALine}"));

    public static IEnumerable<Finding> LongFunctions(SourceFile file)
    {
        foreach (SyntaxNode function in file.Nodes<SyntaxNode>())
        {
            if (NameOf(function) is not { } name)
                continue;
            (int first, int last) = file.LinesOf(function);
            int length = last - first + 1;
            if (length > LinesInAFunction)
                yield return file.At(function, $"{name} has {length} lines, at most {LinesInAFunction}");
        }
    }

    /// <summary>The name of what is a function; null for every other node.</summary>
    private static string? NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        BaseMethodDeclarationSyntax => "an operator or destructor",
        LocalFunctionStatementSyntax local => local.Identifier.Text,
        AccessorDeclarationSyntax accessor => $"the {accessor.Keyword.Text} accessor",
        AnonymousFunctionExpressionSyntax => "a lambda",
        PropertyDeclarationSyntax { ExpressionBody: not null } property => property.Identifier.Text,
        _ => null,
    };
}
