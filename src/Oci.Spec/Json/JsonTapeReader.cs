using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Unicode;

namespace Oci.Spec.Json;

/// <summary>
/// Writes a <see cref="JsonTape"/> in one pass over a document, and accepts only documents that every parser reads
/// alike: UTF-8 (a byte order mark is skipped), one value, no comments, no trailing commas, no key twice in an object,
/// no U+0000 and no half surrogate pairs in strings.
/// </summary>
/// <remarks>
/// The kernel ends a path at U+0000 and other parsers choose among duplicate keys as they like; both have made
/// runtimes do something else than what was checked before.
/// </remarks>
internal ref struct JsonTapeReader
{
    private readonly string _document;
    private readonly ReadOnlyMemory<byte> _source;
    private readonly int[] _open = new int[JsonTape.MaxDepth];
    private readonly DecodedText _decoded = new();
    private Utf8JsonReader _reader;
    private TapeEntry[] _entries;
    private int _count;
    private int _depth;
    private List<(int Entry, string Message)>? _problems;

    private JsonTapeReader(ReadOnlyMemory<byte> source, string document)
    {
        _document = document;
        _source = source;
        // One level more than we allow: the reader's own message about depth names no place.
        _reader = new Utf8JsonReader(source.Span, new JsonReaderOptions { MaxDepth = JsonTape.MaxDepth + 1 });
        _entries = new TapeEntry[Math.Max(64, source.Length / 16)];
    }

    public static JsonTape Read(ReadOnlyMemory<byte> utf8, string document)
    {
        if (utf8.Length > JsonTape.MaxBytes)
            throw Unreadable(document, $"has {utf8.Length} bytes, more than the {JsonTape.MaxBytes} that are read");
        if (utf8.Span.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        if (utf8.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0)
            throw Unreadable(document, "is empty");
        if (!Utf8.IsValid(utf8.Span))
            throw Unreadable(document, JsonSyntax.ExplainNotUtf8(utf8.Span));
        return new JsonTapeReader(utf8, document).ReadAll();
    }

    private static InvalidSpecException Unreadable(string document, string message) =>
        new(document, [new SpecProblem("", message)]);

    private JsonTape ReadAll()
    {
        try
        {
            while (_reader.Read())
                ReadToken();
        }
        catch (JsonException error)
        {
            bool rootIsComplete = _depth == 0 && _count > 0;
            (int offset, string message) = JsonSyntax.Explain(error, _source.Span, rootIsComplete);
            throw Refuse(message, offset);
        }
        JsonTape tape = Tape();
        if (_problems is not null)
            throw new InvalidSpecException(_document, Located(tape).ToArray());
        return tape;
    }

    private readonly JsonTape Tape() => new(_document, _source, _decoded.Bytes, _entries, _count);

    private void ReadToken()
    {
        if (_count >= JsonTape.MaxEntries)
            throw Refuse($"has more than {JsonTape.MaxEntries} names and values", (int)_reader.TokenStartIndex);
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Open(JsonKind.Object);
                break;
            case JsonTokenType.StartArray:
                Open(JsonKind.Array);
                break;
            case JsonTokenType.EndObject:
                Close();
                FindDuplicates(_open[_depth]);
                break;
            case JsonTokenType.EndArray:
                Close();
                break;
            case JsonTokenType.PropertyName:
                AddString();
                break;
            case JsonTokenType.String:
                CountMember();
                AddString();
                break;
            default:
                CountMember();
                AddScalar();
                break;
        }
    }

    private void Open(JsonKind kind)
    {
        CountMember();
        int index = Add(kind);
        if (_depth == JsonTape.MaxDepth)
            throw Refuse($"is nested deeper than {JsonTape.MaxDepth} levels", _entries[index].Offset);
        _open[_depth++] = index;
    }

    private void Close() => _entries[_open[--_depth]].Next = _count;

    private readonly void CountMember()
    {
        if (_depth > 0)
            _entries[_open[_depth - 1]].TextLength++;
    }

    private void AddScalar()
    {
        int index = Add(_reader.TokenType switch
        {
            JsonTokenType.Number => JsonKind.Number,
            JsonTokenType.True => JsonKind.True,
            JsonTokenType.False => JsonKind.False,
            _ => JsonKind.Null,
        });
        _entries[index].TextStart = _entries[index].Offset;
        _entries[index].TextLength = _reader.ValueSpan.Length;
    }

    private void AddString()
    {
        int index = Add(JsonKind.String);
        ref TapeEntry entry = ref _entries[index];
        entry.TextStart = entry.Offset + 1;
        entry.TextLength = _reader.ValueSpan.Length;
        if (entry.TextLength > JsonTape.MaxTextBytes)
            Report(index, $"has {entry.TextLength} bytes, more than the {JsonTape.MaxTextBytes} that are read of a text");
        if (!_reader.ValueIsEscaped)
            return;
        int start = _decoded.Length;
        string? problem = _decoded.Append(_reader.ValueSpan);
        entry.TextStart = ~start;
        entry.TextLength = _decoded.Length - start;
        if (problem is not null)
            Report(index, problem);
    }

    private int Add(JsonKind kind)
    {
        if (_count == _entries.Length)
            Array.Resize(ref _entries, _entries.Length * 2);
        _entries[_count] = new TapeEntry { Kind = kind, Offset = (int)_reader.TokenStartIndex, Next = _count + 1 };
        return _count++;
    }

    private void FindDuplicates(int container)
    {
        if (_entries[container].Kind != JsonKind.Object)
            return;
        foreach (int name in DuplicateNames.Find(Tape(), container) ?? [])
            Report(name, "is given more than once");
    }

    private void Report(int entry, string message)
    {
        // One more than are told, for it to be told that there are more.
        if ((_problems ??= []).Count <= ProblemList.Most)
            _problems.Add((entry, message));
    }

    private readonly ProblemList Located(JsonTape tape)
    {
        var list = new ProblemList(tape);
        foreach ((int entry, string message) in _problems ?? [])
            list.Add(entry, message);
        return list;
    }

    /// <summary>The error that ends the reading, after everything that was found before it.</summary>
    private InvalidSpecException Refuse(string message, int offset)
    {
        // A value for a name that may have been left without one.
        Add(JsonKind.Undefined);
        for (int depth = _depth; depth > 0; depth--)
            _entries[_open[depth - 1]].Next = _count;
        for (int depth = _depth; depth > 0; depth--)
            FindDuplicates(_open[depth - 1]);
        JsonTape tape = Tape();
        var places = new TapePlaces(tape);
        string pointer = _depth == 0 ? "" : places.Pointer(_open[_depth - 1]);
        (int line, int column) = places.LineAndColumn(offset);
        return new(_document, [.. Located(tape).ToArray(), new SpecProblem(pointer, message, line, column)]);
    }
}
