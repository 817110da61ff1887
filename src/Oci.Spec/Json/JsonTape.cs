using System;

namespace Oci.Spec.Json;

/// <summary>
/// A JSON document in the order of its text: one small entry for each name and value, so that a document costs two
/// arrays and no object graph.
/// </summary>
/// <remarks>
/// An object is followed by name, value, name, value and so on, an array by its elements;
/// <see cref="TapeEntry.Next"/> leads past everything inside.
/// </remarks>
internal sealed class JsonTape
{
    /// <summary>The largest document read: 16 MiB. The largest real configuration is a hundredth of that.</summary>
    public const int MaxBytes = 16 << 20;

    /// <summary>
    /// The most names and values read. The largest real configuration has a few thousand; each takes memory while it is
    /// read, and many times as much where every one of them is wrong.
    /// </summary>
    public const int MaxEntries = 1_000_000;

    /// <summary>
    /// The longest text or name read, in bytes: 1 MiB. Of most texts the kernel takes 4 KiB (a path) or 128 KiB (an
    /// argument), but engines keep documents in annotations.
    /// </summary>
    public const int MaxTextBytes = 1 << 20;

    /// <summary>The deepest nesting read. A configuration needs seven levels.</summary>
    public const int MaxDepth = 128;

    private readonly ReadOnlyMemory<byte> _source;
    private readonly byte[] _decoded;
    private readonly TapeEntry[] _entries;

    internal JsonTape(string document, ReadOnlyMemory<byte> source, byte[] decoded, TapeEntry[] entries, int count)
    {
        Document = document;
        _source = source;
        _decoded = decoded;
        _entries = entries;
        Count = count;
    }

    /// <summary>The path or name of the document, for messages.</summary>
    public string Document { get; }

    public JsonValue Root => new(this, 0);

    internal int Count { get; }

    internal ReadOnlySpan<byte> Source => _source.Span;

    /// <summary>Reads a document strictly: see <see cref="JsonTapeReader"/> for what that means.</summary>
    /// <exception cref="InvalidSpecException">
    /// The document is not JSON, or not JSON that everybody reads alike.
    /// </exception>
    public static JsonTape Parse(ReadOnlyMemory<byte> utf8, string document) => JsonTapeReader.Read(utf8, document);

    internal ref readonly TapeEntry Entry(int index) => ref _entries[index];

    internal ReadOnlySpan<byte> Text(int index)
    {
        ref readonly TapeEntry entry = ref _entries[index];
        return entry.TextStart >= 0
            ? _source.Span.Slice(entry.TextStart, entry.TextLength)
            : _decoded.AsSpan(~entry.TextStart, entry.TextLength);
    }

    internal InvalidSpecException Fail(int index, string message)
    {
        var problems = new ProblemList(this);
        problems.Add(index, message);
        return new InvalidSpecException(Document, problems.ToArray());
    }
}

/// <summary>One name or value of a <see cref="JsonTape"/>.</summary>
internal struct TapeEntry
{
    /// <summary>The first byte of the token in the document.</summary>
    public int Offset;

    /// <summary>
    /// Where the text of a string, name or number begins; the complement of it when it had escapes and was decoded.
    /// </summary>
    public int TextStart;

    /// <summary>The length of the text in bytes; for an object or array the number of its members.</summary>
    public int TextLength;

    /// <summary>The entry after this one and everything inside it.</summary>
    public int Next;

    public JsonKind Kind;
}
