using System;
using System.Text;

namespace Oci.Spec.Json;

/// <summary>The elements of an array, for <c>foreach</c>.</summary>
internal ref struct JsonElements
{
    private readonly JsonTape? _tape;
    private readonly int _end;
    private int _next;
    private int _current;

    internal JsonElements(JsonValue array)
    {
        if (array.Kind != JsonKind.Array)
            return;
        _tape = array.Tape;
        _next = array.Index + 1;
        _end = _tape.Entry(array.Index).Next;
    }

    public readonly JsonValue Current => new(_tape!, _current);

    public readonly JsonElements GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next >= _end)
            return false;
        _current = _next;
        _next = _tape!.Entry(_current).Next;
        return true;
    }
}

/// <summary>The members of an object in the order of the document, for <c>foreach</c>.</summary>
internal ref struct JsonMembers
{
    private readonly JsonTape? _tape;
    private readonly int _end;
    private int _next;
    private int _current;

    internal JsonMembers(JsonValue value)
    {
        if (value.Kind != JsonKind.Object)
            return;
        _tape = value.Tape;
        _next = value.Index + 1;
        _end = _tape.Entry(value.Index).Next;
    }

    public readonly JsonMember Current => new(_tape!, _current);

    public readonly JsonMembers GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next >= _end)
            return false;
        _current = _next;
        _next = _tape!.Entry(_current + 1).Next;
        return true;
    }
}

/// <summary>One name and its value.</summary>
internal readonly struct JsonMember
{
    private readonly JsonTape _tape;

    internal JsonMember(JsonTape tape, int index)
    {
        _tape = tape;
        Index = index;
    }

    /// <summary>The entry of the name; that of the value follows it.</summary>
    internal int Index { get; }

    public ReadOnlySpan<byte> NameUtf8 => _tape.Text(Index);

    public string Name => Encoding.UTF8.GetString(NameUtf8);

    public JsonValue Value => new(_tape, Index + 1);
}
