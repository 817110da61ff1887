using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Oci.Tidy.Tests;

/// <summary>A text file of the repository; <see cref="Path"/> is relative to its root.</summary>
internal sealed class SourceFile(string path, string text)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview);

    private readonly Lazy<SyntaxTree> _tree = new(() => CSharpSyntaxTree.ParseText(text, Options));

    public string Path { get; } = path;

    public string Text { get; } = text;

    public string[] Lines { get; } = text.TrimEnd('\n').Split('\n');

    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);

    public bool IsScript =>
        Path.EndsWith(".sh", StringComparison.Ordinal) || Text.StartsWith("#!", StringComparison.Ordinal);

    public bool IsUnder(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    /// <summary>All nodes of a kind, in the order of the text.</summary>
    public IEnumerable<T> Nodes<T>() where T : SyntaxNode => _tree.Value.GetRoot().DescendantNodes().OfType<T>();

    /// <summary>The lines, from 1, on which a node's first and last tokens are.</summary>
    public (int First, int Last) LinesOf(SyntaxNode node)
    {
        FileLinePositionSpan span = _tree.Value.GetLineSpan(node.Span);
        return (span.StartLinePosition.Line + 1, span.EndLinePosition.Line + 1);
    }

    public Finding At(SyntaxNode node, string message) => new(Path, LinesOf(node).First, message);
}
