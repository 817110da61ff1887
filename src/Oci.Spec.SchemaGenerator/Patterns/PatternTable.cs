using System;
using System.Collections.Generic;
using System.Linq;

namespace Oci.Spec.SchemaGenerator.Patterns;

/// <summary>Compiles a pattern to the table of a deterministic automaton over bytes.</summary>
/// <remarks>
/// The table is read by <c>Oci.Spec.Schema.Pattern</c>. First come 256 bytes, the class of every byte value; then the length
/// of a row; then the rows, one a state: whether the state accepts, and the next state for every class. State 0 is the start.
/// </remarks>
internal sealed class PatternTable
{
    private readonly PatternGraph _graph;
    private readonly byte[] _classes = new byte[256];
    private readonly List<byte> _samples = [];
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<SortedSet<int>> _states = [];

    private PatternTable(PatternGraph graph) => _graph = graph;

    /// <exception cref="NotSupportedException">The pattern is wrong, or needs more than is supported.</exception>
    public static byte[] Compile(string pattern)
    {
        var table = new PatternTable(PatternGraph.Build(PatternParser.Parse(pattern)));
        table.ClassifyBytes();
        return table.Build();
    }

    /// <summary>Bytes that every edge treats alike share a class.</summary>
    private void ClassifyBytes()
    {
        List<bool[]> sets = [];
        for (int state = 0; state < _graph.Count; state++)
            sets.AddRange(_graph.From(state).Where(edge => edge.Bytes is not null).Select(edge => edge.Bytes!));

        Dictionary<string, byte> known = [];
        for (int value = 0; value < _classes.Length; value++)
        {
            string signature = new([.. sets.Select(set => set[value] ? '1' : '0')]);
            if (!known.TryGetValue(signature, out byte number))
            {
                number = (byte)known.Count;
                known.Add(signature, number);
                _samples.Add((byte)value);
            }
            _classes[value] = number;
        }
    }

    private byte[] Build()
    {
        int rowLength = 1 + _samples.Count;
        List<byte> rows = [];
        Number(Close([_graph.Start]));
        for (int state = 0; state < _states.Count; state++)
        {
            rows.Add(_states[state].Contains(_graph.Accept) ? (byte)1 : (byte)0);
            foreach (byte sample in _samples)
                rows.Add(Number(Close(Step(_states[state], sample))));
        }
        return [.. _classes, checked((byte)rowLength), .. rows];
    }

    private byte Number(SortedSet<int> states)
    {
        string key = string.Join(",", states);
        if (!_numbers.TryGetValue(key, out int number))
        {
            number = _states.Count;
            if (number > byte.MaxValue)
                throw new NotSupportedException("it needs more than 256 states");
            _numbers.Add(key, number);
            _states.Add(states);
        }
        return (byte)number;
    }

    private IEnumerable<int> Step(SortedSet<int> states, byte value) =>
        states.SelectMany(state => _graph.From(state)).Where(edge => edge.Bytes?[value] == true).Select(edge => edge.Target);

    /// <summary>The states and all that can be reached from them without a byte.</summary>
    private SortedSet<int> Close(IEnumerable<int> states)
    {
        var closed = new SortedSet<int>();
        var open = new Stack<int>(states);
        while (open.Count > 0)
        {
            int state = open.Pop();
            if (!closed.Add(state))
                continue;
            foreach (PatternGraph.Edge edge in _graph.From(state))
            {
                if (edge.Bytes is null)
                    open.Push(edge.Target);
            }
        }
        return closed;
    }
}
