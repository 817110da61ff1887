using System;
using System.Buffers.Text;
using System.Text;

namespace Oci.Spec.Json;

/// <summary>A value of a <see cref="JsonTape"/>. Copies nothing until asked for text.</summary>
public readonly struct JsonValue
{
    private readonly JsonTape _tape;
    private readonly int _node;

    internal JsonValue(JsonTape tape, int node)
    {
        _tape = tape;
        _node = node;
    }

    public JsonKind Kind => _tape is null ? JsonKind.None : _tape[_node].Kind;

    /// <summary>The first byte of the value in the document, behind a BOM if there was one.</summary>
    public int Offset => Kind == JsonKind.String ? _tape[_node].Offset - 1 : _tape[_node].Offset;

    /// <summary>The bytes of the value as they are in the document; of a text, without its quotes.</summary>
    public ReadOnlySpan<byte> Raw => _tape.Raw(_node);

    /// <summary>The UTF-8 of a text, without quotes and escapes.</summary>
    public ReadOnlySpan<byte> Text => _tape.Text(_node);

    /// <summary>The properties of an object, in the order of the document.</summary>
    public JsonMembers Members => new(_tape, Expect(JsonKind.Object));

    /// <summary>The items of an array.</summary>
    public JsonItems Items => new(_tape, Expect(JsonKind.Array));

    /// <summary>Finds a property of an object; names are compared exactly. False also when this is no object.</summary>
    public bool TryGetProperty(ReadOnlySpan<byte> name, out JsonValue value)
    {
        value = default;
        if (Kind != JsonKind.Object)
            return false;
        foreach (JsonMember member in Members)
        {
            if (!member.Name.SequenceEqual(name))
                continue;
            value = member.Value;
            return true;
        }
        return false;
    }

    public bool TryGetProperty(string name, out JsonValue value) => TryGetProperty(Encoding.UTF8.GetBytes(name), out value);

    public string GetString()
    {
        Expect(JsonKind.String);
        return Encoding.UTF8.GetString(Text);
    }

    public bool GetBoolean() => Kind == JsonKind.True || Expect(JsonKind.False) < 0;

    /// <summary>True for a number without fraction and exponent that fits. <c>1.0</c> and <c>1e3</c> are not integers.</summary>
    public bool TryGetInt64(out long number)
    {
        number = 0;
        return Kind == JsonKind.Number && Utf8Parser.TryParse(Raw, out number, out int length) && length == Raw.Length;
    }

    /// <inheritdoc cref="TryGetInt64"/>
    public bool TryGetUInt64(out ulong number)
    {
        number = 0;
        return Kind == JsonKind.Number && Utf8Parser.TryParse(Raw, out number, out int length) && length == Raw.Length;
    }

    /// <summary>Where the value is, as a JSON pointer (RFC 6901).</summary>
    public string Pointer() => _tape.Pointer(_node);

    /// <summary>Where the value is: line and column, both counted from 1, the column in bytes.</summary>
    public (int Line, int Column) Locate() => _tape.Locate(Offset);

    /// <summary>The value as it is in the document.</summary>
    public override string ToString() => Kind switch
    {
        JsonKind.None => "",
        JsonKind.String => $"\"{Encoding.UTF8.GetString(Raw)}\"",
        _ => Encoding.UTF8.GetString(Raw),
    };

    private int Expect(JsonKind kind) => Kind == kind ? _node : throw new InvalidOperationException($"{kind}, not {Kind}");
}
