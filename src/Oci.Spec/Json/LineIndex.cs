using System;
using System.Collections.Generic;

namespace Oci.Spec.Json;

/// <summary>Turns byte offsets into lines and columns, both counted from 1; columns count bytes.</summary>
internal sealed class LineIndex
{
    private readonly List<int> _starts = [0];

    public LineIndex(ReadOnlySpan<byte> utf8)
    {
        int start = 0;
        for (int length = utf8.IndexOf((byte)'\n'); length >= 0; length = utf8[start..].IndexOf((byte)'\n'))
        {
            start += length + 1;
            _starts.Add(start);
        }
    }

    public (int Line, int Column) Locate(int offset)
    {
        int found = _starts.BinarySearch(offset);
        int line = found >= 0 ? found : ~found - 1;
        return (line + 1, offset - _starts[line] + 1);
    }

    /// <summary>The inverse of <see cref="Locate"/>, for lines and columns counted from 0.</summary>
    public int Offset(long line, long column) => _starts[(int)line] + (int)column;
}
