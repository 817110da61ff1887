using System;
using System.Collections.Generic;
using System.Linq;

namespace Oci.Tidy.Tests.Rules;

/// <summary>What no file may mention: the project has to make sense on every machine.</summary>
internal static class Wording
{
    /// <summary>Put together here, so that this file passes.</summary>
    private static readonly string[] ForeignPaths =
        ["/" + "work/main", "/" + "work/wt", "/" + "work/shared", ".." + "/shared", "/" + "work/."];

    public static IEnumerable<Finding> ForeignPlaces(SourceFile file) =>
        from line in file.Lines.Index()
        from path in ForeignPaths
        where line.Item.Contains(path, StringComparison.Ordinal)
        select new Finding(file.Path, line.Index + 1, $"{path} exists on one machine only");
}
