using System;
using System.Collections.Generic;
using Oci.Runtime.Interop;

namespace Oci.Runtime.Seccomp;

/// <summary>One rule for one system call: all comparisons hold, each of another argument.</summary>
/// <param name="Index">Its place in the profile.</param>
internal readonly record struct CallRule(uint Action, LibSeccomp.Comparison[] Comparisons, int Index);

/// <summary>All that a profile says of one system call.</summary>
/// <param name="number">The number on this machine; a negative one of libseccomp's if only other architectures have it.</param>
/// <remarks>
/// libseccomp (2.5.4 as well as 2.6.0) puts the rules of one call into a tree that never steps back: where one rule's first
/// comparison holds and its second does not, another rule that holds may be passed over, and some rules keep it busy for ever.
/// So it is given only what it is right about: one rule, or rules that tell values of the same argument apart. The others are
/// compiled by <see cref="ArgumentRules"/>.
/// </remarks>
internal sealed class CallRules(string name, int number)
{
    private readonly List<CallRule> _conditional = [];
    private CallRule? _always;

    public string Name => name;

    public int Number => number;

    /// <summary>In the order of the profile.</summary>
    public IReadOnlyList<CallRule> Conditional => _conditional;

    /// <summary>Whether libseccomp gets all the rules.</summary>
    public bool IsForLibrary => _always is not null || _conditional.Count == 1 || _conditional.TrueForAll(IsLikeFirst);

    /// <summary>
    /// The rules for libseccomp. Of those that are compiled here it gets the first, which it compiles for calls that one
    /// architecture has inside of another, such as socketcall(2); where it holds, it has been answered already.
    /// </summary>
    public IReadOnlyList<CallRule> ForLibrary => _always is { } always ? [always] : IsForLibrary ? _conditional : [_conditional[0]];

    public void Add(uint action, LibSeccomp.Comparison[] comparisons, int index)
    {
        if (comparisons.Length == 0)
            _always ??= new CallRule(action, comparisons, index);
        else if (!HasArgumentTwice(comparisons))
            _conditional.Add(new CallRule(action, comparisons, index));
        else
            AddAlternatives(action, comparisons, index);
    }

    // Several comparisons of one argument are alternatives: libseccomp cannot join them, and runc and crun read them so.
    private void AddAlternatives(uint action, LibSeccomp.Comparison[] comparisons, int index)
    {
        foreach (LibSeccomp.Comparison comparison in comparisons)
            _conditional.Add(new CallRule(action, [comparison], index));
    }

    private bool IsLikeFirst(CallRule rule) => rule.Comparisons is [{ Operator: SeccompNames.Equal } comparison]
        && comparison.Argument == _conditional[0].Comparisons[0].Argument;

    private static bool HasArgumentTwice(ReadOnlySpan<LibSeccomp.Comparison> comparisons)
    {
        int seen = 0;
        foreach (LibSeccomp.Comparison comparison in comparisons)
        {
            int bit = 1 << (int)comparison.Argument;
            if ((seen & bit) != 0)
                return true;
            seen |= bit;
        }
        return false;
    }
}
