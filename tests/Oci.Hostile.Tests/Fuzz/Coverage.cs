using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Oci.Hostile.Tests.Fuzz;

/// <summary>
/// Which branches of the product's code have been taken, and how often. Its assemblies beside the tests are changed when they are
/// built (SharpFuzz), so that each branch counts itself in a map; this is the map. One for the process: only one target runs at
/// a time.
/// </summary>
internal sealed unsafe class Coverage
{
    private const int Size = 1 << 16; // SharpFuzz's branches have 16 bits

    private readonly byte[] _seen = new byte[Size];

    /// <summary>Of how many branches a count has been seen.</summary>
    public int Branches { get; private set; }

    // Before anything of the product can run: it counts from its first branch on.
    [ModuleInitializer]
    internal static void MakeMap() => Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(Size);

    /// <summary>Begins to count.</summary>
    public static void Begin()
    {
        new Span<byte>(Trace.SharedMem, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>
    /// Whether something has been taken since, as often as never before. Counts are told apart by their orders of magnitude, or
    /// every loop would be endlessly new.
    /// </summary>
    public bool HasNew()
    {
        bool hasNew = false;
        ulong* words = (ulong*)Trace.SharedMem;
        for (int word = 0; word < Size / sizeof(ulong); word++)
        {
            if (words[word] != 0)
                hasNew |= See(word * sizeof(ulong));
        }
        return hasNew;
    }

    private bool See(int first)
    {
        bool hasNew = false;
        for (int branch = first; branch < first + sizeof(ulong); branch++)
        {
            byte count = Trace.SharedMem[branch];
            if (count == 0)
                continue;
            byte magnitude = (byte)(1 << (int.Log2(count)));
            Branches += _seen[branch] == 0 ? 1 : 0;
            hasNew |= (_seen[branch] & magnitude) == 0;
            _seen[branch] |= magnitude;
        }
        return hasNew;
    }
}
