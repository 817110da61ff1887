using System;

namespace Oci.Spec.Json;

/// <summary>The properties of an object, for <c>foreach</c>; this is its own enumerator.</summary>
public struct JsonMembers
{
    private readonly JsonTape _tape;
    private readonly int _end;
    private int _name;
    private int _next;

    internal JsonMembers(JsonTape tape, int container)
    {
        _tape = tape;
        _end = tape[container].Next;
        _next = container + 1;
    }

    public readonly JsonMember Current => new(_tape, _name);

    public readonly JsonMembers GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next >= _end)
            return false;
        _name = _next;
        _next = _tape[_name].Next;
        return true;
    }
}

/// <summary>One property of an object.</summary>
public readonly struct JsonMember
{
    private readonly JsonTape _tape;
    private readonly int _name;

    internal JsonMember(JsonTape tape, int name)
    {
        _tape = tape;
        _name = name;
    }

    /// <summary>The UTF-8 of the name, without quotes and escapes.</summary>
    public ReadOnlySpan<byte> Name => _tape.Text(_name);

    public JsonValue Value => new(_tape, _name + 1);

    /// <summary>The name as a value: to report a problem at its place, or to have it as a string.</summary>
    public JsonValue NameValue => new(_tape, _name);
}
