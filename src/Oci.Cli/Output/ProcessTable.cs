using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Oci.Runtime;

namespace Oci.Cli.Output;

/// <summary>The two forms of <c>ps</c>.</summary>
internal static class ProcessTable
{
    private const string Column = "PID";

    public static string Json(IReadOnlyList<int> pids) => $"[{string.Join(',', pids)}]\n";

    /// <summary>The header and the lines whose process is one of these.</summary>
    public static string Filter(string table, IReadOnlyCollection<int> pids)
    {
        string[] lines = table.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int column = lines.Length == 0 ? -1 : Array.IndexOf(Fields(lines[0]), Column);
        if (column < 0)
            throw new RuntimeFailure("find", $"the column {Column}", "ps printed none", null, "choose options that show it");
        var ours = new HashSet<int>(pids);
        var text = new StringBuilder(lines[0]).Append('\n');
        foreach (string line in lines.AsSpan(1))
        {
            if (PidIn(Fields(line), column) is { } pid && ours.Contains(pid))
                text.Append(line).Append('\n');
        }
        return text.ToString();
    }

    // What is no number is a line that belongs to another, such as one that the command's own newline has broken.
    private static int? PidIn(string[] fields, int column) =>
        column < fields.Length && int.TryParse(fields[column], NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
            ? pid
            : null;

    private static string[] Fields(string line) => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
}
