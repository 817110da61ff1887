using System;
using System.Numerics;

namespace Oci.Spec.Json;

/// <summary>Finds property names that an object has more than once, in time linear in the number of names.</summary>
/// <remarks>
/// RFC 8259 leaves the meaning of such an object open, and programs do differ: what one checks, another may not execute.
/// </remarks>
internal static class DuplicateNames
{
    /// <summary>Up to this many names, comparing all pairs is faster than hashing.</summary>
    private const int FewNames = 12;

    public static void Report(JsonTape tape, int container, int count, ProblemList problems)
    {
        if (count <= FewNames)
            ReportPairs(tape, container, problems);
        else
            ReportHashed(tape, container, count, problems);
    }

    private static void ReportPairs(JsonTape tape, int container, ProblemList problems)
    {
        int end = tape[container].Next;
        for (int name = container + 1; name < end; name = tape[name].Next)
        {
            ReadOnlySpan<byte> text = tape.Text(name);
            for (int earlier = container + 1; earlier < name; earlier = tape[earlier].Next)
            {
                if (!tape.Text(earlier).SequenceEqual(text))
                    continue;
                Add(tape, name, earlier, problems);
                break;
            }
        }
    }

    private static void ReportHashed(JsonTape tape, int container, int count, ProblemList problems)
    {
        // Node indexes, 0 being free: the root is never a name. At most half full, so probes are short.
        int[] slots = new int[BitOperations.RoundUpToPowerOf2((uint)count * 2)];
        int[] hashes = new int[slots.Length];
        int end = tape[container].Next;
        for (int name = container + 1; name < end; name = tape[name].Next)
        {
            ReadOnlySpan<byte> text = tape.Text(name);
            int hash = Hash(text);
            int slot = hash & (slots.Length - 1);
            while (slots[slot] != 0 && (hashes[slot] != hash || !tape.Text(slots[slot]).SequenceEqual(text)))
                slot = (slot + 1) & (slots.Length - 1);

            if (slots[slot] != 0)
                Add(tape, name, slots[slot], problems);
            else
                (slots[slot], hashes[slot]) = (name, hash);
        }
    }

    private static int Hash(ReadOnlySpan<byte> text)
    {
        // Seeded per process, so that a document cannot be made of colliding names.
        var hash = new HashCode();
        hash.AddBytes(text);
        return hash.ToHashCode();
    }

    private static void Add(JsonTape tape, int name, int earlier, ProblemList problems)
    {
        (int line, _) = tape.Locate(tape[earlier].Offset);
        problems.Add(new JsonValue(tape, name), $"is given twice, the first time in line {line}");
    }
}
