using System;

namespace Oci.Spec.Schema;

/// <summary>Runs a pattern of a schema, which the build has compiled to the table of an automaton over bytes.</summary>
/// <remarks>
/// The table: 256 bytes, the class of every byte value; the length of a row; then the rows, one a state. A row says whether
/// the state accepts, and then the next state for every class. State 0 is the start.
/// </remarks>
internal static class Pattern
{
    private const int ClassCount = 256;

    public static bool Matches(ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> table)
    {
        int rowLength = table[ClassCount];
        ReadOnlySpan<byte> rows = table[(ClassCount + 1)..];
        int row = 0;
        foreach (byte value in utf8)
            row = rows[row + 1 + table[value]] * rowLength;
        return rows[row] != 0;
    }
}
