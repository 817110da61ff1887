namespace Oci.Spec.Json;

/// <summary>The items of an array, for <c>foreach</c>; this is its own enumerator.</summary>
public struct JsonItems
{
    private readonly JsonTape _tape;
    private readonly int _end;
    private int _item;
    private int _next;

    internal JsonItems(JsonTape tape, int container)
    {
        _tape = tape;
        _end = tape[container].Next;
        _next = container + 1;
    }

    public readonly JsonValue Current => new(_tape, _item);

    public readonly JsonItems GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next >= _end)
            return false;
        _item = _next;
        _next = _tape[_item].Next;
        return true;
    }
}
