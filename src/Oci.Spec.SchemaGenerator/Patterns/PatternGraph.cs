using System.Collections.Generic;

namespace Oci.Spec.SchemaGenerator.Patterns;

/// <summary>A pattern as a nondeterministic automaton over the bytes of UTF-8, built after Thompson.</summary>
internal sealed class PatternGraph
{
    private const byte FirstContinuation = 0x80;
    private const byte LastContinuation = 0xBF;
    private const byte FirstLead = 0xC0;

    private readonly List<List<Edge>> _edges = [];

    /// <summary>A way from one state to another over one of some bytes; without bytes, over nothing.</summary>
    internal readonly struct Edge(bool[]? bytes, int target)
    {
        public bool[]? Bytes { get; } = bytes;
        public int Target { get; } = target;
    }

    private PatternGraph()
    {
    }

    public int Start { get; private set; }
    public int Accept { get; private set; }
    public int Count => _edges.Count;

    public IReadOnlyList<Edge> From(int state) => _edges[state];

    public static PatternGraph Build(PatternParser pattern)
    {
        var graph = new PatternGraph();
        graph.Start = graph.AddState();
        if (!pattern.IsAnchoredAtStart)
            graph.Loop(graph.Start);
        graph.Accept = graph.Add(pattern.Root, graph.Start);
        if (!pattern.IsAnchoredAtEnd)
            graph.Loop(graph.Accept = graph.Follow(graph.Accept));
        return graph;
    }

    /// <summary>Adds a pattern that begins in a state; returns the state it ends in.</summary>
    private int Add(PatternNode pattern, int from)
    {
        switch (pattern)
        {
            case CharacterSet set: return AddSet(set, from);
            case Repetition repetition: return AddRepetition(repetition, from);
            case Alternation alternation:
                int end = AddState();
                foreach (PatternNode choice in alternation.Choices)
                    Link(Add(choice, Follow(from)), end);
                return end;
            default:
                foreach (PatternNode part in ((Sequence)pattern).Parts)
                    from = Add(part, from);
                return from;
        }
    }

    private int AddSet(CharacterSet set, int from)
    {
        bool[] ascii = new bool[256];
        set.Ascii.CopyTo(ascii, 0);
        int end = AddState();
        _edges[from].Add(new Edge(ascii, end));
        if (set.HasOthers)
        {
            // The text is known to be valid UTF-8, so a character ends where the next byte does not continue it.
            int inside = AddState();
            _edges[from].Add(new Edge(Range(FirstLead, byte.MaxValue), inside));
            _edges[inside].Add(new Edge(Range(FirstContinuation, LastContinuation), inside));
            Link(inside, end);
        }
        return end;
    }

    private int AddRepetition(Repetition repetition, int from)
    {
        for (int count = 0; count < repetition.Minimum; count++)
            from = Add(repetition.Repeated, from);

        if (repetition.Maximum is null)
        {
            int again = Follow(from);
            Link(Add(repetition.Repeated, again), again);
            return Follow(again);
        }

        int end = AddState();
        for (int count = repetition.Minimum; count < repetition.Maximum; count++)
        {
            Link(from, end);
            from = Add(repetition.Repeated, Follow(from));
        }
        Link(from, end);
        return end;
    }

    private void Loop(int state) => _edges[state].Add(new Edge(Range(byte.MinValue, byte.MaxValue), state));

    private int Follow(int state)
    {
        int next = AddState();
        Link(state, next);
        return next;
    }

    private void Link(int from, int to) => _edges[from].Add(new Edge(null, to));

    private int AddState()
    {
        _edges.Add([]);
        return _edges.Count - 1;
    }

    private static bool[] Range(byte first, byte last)
    {
        bool[] bytes = new bool[256];
        for (int value = first; value <= last; value++)
            bytes[value] = true;
        return bytes;
    }
}
