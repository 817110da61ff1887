using System;
using System.Text;
using System.Text.Json;

namespace Oci.Spec.Json;

/// <summary>A value in a <see cref="JsonTape"/>; the default is the value of a member that is not there.</summary>
/// <remarks>The getters demand that the value is there and fits, and say where it is when it does not.</remarks>
internal readonly struct JsonValue
{
    private readonly JsonTape? _tape;

    internal JsonValue(JsonTape tape, int index)
    {
        _tape = tape;
        Index = index;
    }

    internal int Index { get; }

    internal JsonTape Tape => _tape ?? throw new InvalidOperationException("The member is not there.");

    public JsonKind Kind => _tape is null ? JsonKind.Undefined : _tape.Entry(Index).Kind;

    public bool Exists => _tape is not null;

    /// <summary>The first byte of the value in the document (without its byte order mark).</summary>
    public int Offset => Tape.Entry(Index).Offset;

    /// <summary>The number of elements or members; 0 for anything but an array or object.</summary>
    public int Count => Kind is JsonKind.Array or JsonKind.Object ? Tape.Entry(Index).TextLength : 0;

    /// <summary>The decoded bytes of a string, or the digits of a number.</summary>
    public ReadOnlySpan<byte> Utf8 => Tape.Text(Index);

    /// <summary>The elements of an array; nothing for any other value.</summary>
    public JsonElements Elements => new(this);

    /// <summary>The members of an object; nothing for any other value.</summary>
    public JsonMembers Members => new(this);

    /// <summary>The member of that name; undefined when there is none, or when this is no object.</summary>
    public JsonValue this[ReadOnlySpan<byte> name]
    {
        get
        {
            foreach (JsonMember member in Members)
            {
                if (member.NameUtf8.SequenceEqual(name))
                    return member.Value;
            }
            return default;
        }
    }

    public bool TryGetProperty(ReadOnlySpan<byte> name, out JsonValue value)
    {
        value = this[name];
        return value.Exists;
    }

    public string GetString() => Kind == JsonKind.String ? Encoding.UTF8.GetString(Utf8) : throw Wrong("a string");

    public bool GetBoolean() => Kind switch
    {
        JsonKind.True => true,
        JsonKind.False => false,
        _ => throw Wrong("true or false"),
    };

    public long GetInt64() => Integer() is { } number && number.TryToInt64(out long value)
        ? value
        : throw Wrong("an integer of 64 bits");

    public ulong GetUInt64() => Integer() is { IsNegative: false, Fits: true } number
        ? number.Magnitude
        : throw Wrong($"an integer from 0 to {ulong.MaxValue}");

    public int GetInt32() => Integer() is { } number && number.TryToInt64(out long value) && (int)value == value
        ? (int)value
        : throw Wrong($"an integer from {int.MinValue} to {int.MaxValue}");

    public uint GetUInt32() => Integer() is { IsNegative: false, Fits: true, Magnitude: <= uint.MaxValue } number
        ? (uint)number.Magnitude
        : throw Wrong($"an integer from 0 to {uint.MaxValue}");

    /// <summary>A time as in RFC 3339, with any number of decimals.</summary>
    public DateTimeOffset GetTime()
    {
        if (Kind == JsonKind.String)
        {
            var token = new Utf8JsonReader(Tape.Source[Offset..]);
            if (token.Read() && token.TryGetDateTimeOffset(out DateTimeOffset time))
                return time;
        }
        throw Wrong("a time such as 2026-01-31T12:00:00Z");
    }

    /// <summary>
    /// The integer that a number is written as; null when it is no number, or has a fraction or an exponent.
    /// </summary>
    internal JsonInteger? Integer() => Kind == JsonKind.Number ? JsonInteger.Read(Utf8) : null;

    private InvalidSpecException Wrong(string expected) =>
        Tape.Fail(Index, $"must be {expected}, found {FoundValue.Describe(this)}");
}
