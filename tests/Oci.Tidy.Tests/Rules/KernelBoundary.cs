using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Oci.Tidy.Tests.Rules;

/// <summary>The C library is called from one folder, which gives its functions names and types of ours.</summary>
internal static class KernelBoundary
{
    private const string Place = "src/Oci.Runtime/Interop";

    /// <summary>Files elsewhere that may call Tmds.LibC, each for its reason.</summary>
    private static readonly HashSet<string> Exceptions =
    [
        "src/Oci.Runtime/Launch/CloneStage.cs", // between clone3 and execve: raw calls, one after the other
    ];

    public static IEnumerable<Finding> Imports(SourceFile file) => file.IsUnder(Place)
        ? []
        : from attribute in file.Nodes<AttributeSyntax>()
          where attribute.Name.ToString() is "DllImport" or "LibraryImport"
          select file.At(attribute, $"{attribute.Name} belongs in {Place}");

    public static IEnumerable<Finding> LibraryCalls(SourceFile file) =>
        file.IsUnder(Place) || Exceptions.Contains(file.Path)
            ? []
            : from access in file.Nodes<MemberAccessExpressionSyntax>()
              where access.Expression.ToString() is "LibC" or "Tmds.Linux.LibC"
              select file.At(access, $"LibC.{access.Name}: call it in {Place}, under a name of ours");
}
