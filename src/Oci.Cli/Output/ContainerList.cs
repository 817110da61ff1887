using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Oci.Spec;

namespace Oci.Cli.Output;

/// <summary>The three forms of <c>list</c>.</summary>
internal static class ContainerList
{
    private static readonly string[] Header = ["ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"];

    public static string Ids(IReadOnlyList<ContainerState> containers)
    {
        var text = new StringBuilder();
        foreach (ContainerState container in containers)
            text.Append(container.Id).Append('\n');
        return text.ToString();
    }

    public static string Table(IReadOnlyList<ContainerState> containers)
    {
        var rows = new List<string[]>(containers.Count + 1) { Header };
        foreach (ContainerState container in containers)
            rows.Add(Row(container));
        return TextTable.Format(rows);
    }

    /// <summary>An array of state documents; <c>null</c> when there are none, as runc has it.</summary>
    public static ReadOnlySpan<byte> Json(IReadOnlyList<ContainerState> containers) =>
        containers.Count == 0 ? "null"u8 : StateJson.WriteArray(containers);

    private static string[] Row(ContainerState container) =>
    [
        container.Id,
        container.Pid.ToString(CultureInfo.InvariantCulture),
        container.Status.SpecName(),
        OneLine.Of(container.Bundle),
        container.Created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        OneLine.Of(container.Owner),
    ];
}
