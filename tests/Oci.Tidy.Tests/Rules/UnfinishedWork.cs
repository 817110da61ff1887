using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Oci.Tidy.Tests.Rules;

/// <summary>Work that is not done. Calls that must not be made are in BannedSymbols.txt, for the compiler.</summary>
internal static class UnfinishedWork
{
    private static readonly string[] Words = ["TODO", "FIXME", "HACK", "XXX", nameof(NotImplementedException)];

    public static IEnumerable<Finding> Reminders(SourceFile file) =>
        from line in file.Lines.Index()
        from word in Words
        where Regex.IsMatch(line.Item, $@"\b{word}\b")
        select new Finding(file.Path, line.Index + 1, $"{word}: finish it, or leave it out");

    /// <summary>An exception without a message stands for work not done: the product's failures say why.</summary>
    public static IEnumerable<Finding> Stubs(SourceFile file) =>
        from creation in file.Nodes<ObjectCreationExpressionSyntax>()
        where creation.Type.ToString() == nameof(NotSupportedException) && creation.ArgumentList?.Arguments.Count is 0
        select file.At(creation, "a stub: new NotSupportedException()");
}
