using System;
using System.Collections.Generic;
using System.Numerics;

namespace Oci.Spec.Json;

/// <summary>Finds the names that an object has more than once, in time linear in its size.</summary>
internal static class DuplicateNames
{
    /// <summary>Up to this many members comparing all with all is quicker than hashing them.</summary>
    private const int FewMembers = 16;

    /// <summary>The entries of all names that were there before in the same object.</summary>
    public static List<int>? Find(JsonTape tape, int container) =>
        tape.Entry(container).TextLength <= FewMembers
            ? FindByComparing(tape, container)
            : FindByHashing(tape, container);

    private static List<int>? FindByComparing(JsonTape tape, int container)
    {
        List<int>? duplicates = null;
        int end = tape.Entry(container).Next;
        for (int name = container + 1; name + 1 < end; name = tape.Entry(name + 1).Next)
        {
            for (int earlier = container + 1; earlier < name; earlier = tape.Entry(earlier + 1).Next)
            {
                if (!tape.Text(earlier).SequenceEqual(tape.Text(name)))
                    continue;
                (duplicates ??= []).Add(name);
                break;
            }
        }
        return duplicates;
    }

    /// <summary>
    /// Open addressing in a table at most half full. HashCode has a random seed, so no document can be made to collide.
    /// </summary>
    private static List<int>? FindByHashing(JsonTape tape, int container)
    {
        List<int>? duplicates = null;
        uint members = (uint)tape.Entry(container).TextLength;
        var table = new int[BitOperations.RoundUpToPowerOf2(members * 2)];
        int end = tape.Entry(container).Next;
        for (int name = container + 1; name + 1 < end; name = tape.Entry(name + 1).Next)
        {
            var hash = new HashCode();
            hash.AddBytes(tape.Text(name));
            int slot = hash.ToHashCode() & (table.Length - 1);
            while (table[slot] != 0 && !tape.Text(table[slot]).SequenceEqual(tape.Text(name)))
                slot = (slot + 1) & (table.Length - 1);
            if (table[slot] == 0)
                table[slot] = name;
            else
                (duplicates ??= []).Add(name);
        }
        return duplicates;
    }
}
