using System;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Oci.Spec.Json;

/// <summary>Reads a document once, from front to back, and notes its tokens in an array.</summary>
internal ref struct JsonParser
{
    private const int BytesPerNode = 6;

    private readonly ReadOnlyMemory<byte> _utf8;
    private readonly ProblemList _problems;
    private Utf8JsonReader _reader;
    private JsonNode[] _nodes;
    private int _count;
    private int _parent = -1;
    private int _depth;

    private JsonParser(ReadOnlyMemory<byte> utf8, ProblemList problems)
    {
        _utf8 = utf8;
        _problems = problems;
        // One more than allowed, so that too deep is told from malformed.
        _reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = JsonTape.MaxDepth + 1 });
        _nodes = new JsonNode[16 + (utf8.Length / BytesPerNode)];
    }

    public static JsonTape? Parse(ReadOnlyMemory<byte> utf8, ProblemList problems)
    {
        if (utf8.Span.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        if (FindUnreadable(utf8.Span) is { } problem)
        {
            problems.Add(problem);
            return null;
        }

        var parser = new JsonParser(utf8, problems);
        try
        {
            return parser.Run();
        }
        catch (JsonException error)
        {
            var lines = new LineIndex(utf8.Span);
            int offset = lines.Offset(error.LineNumber ?? 0, error.BytePositionInLine ?? 0);
            problems.Add(JsonSyntax.Problem(utf8.Span, offset, lines, isBehindRoot: parser._count > 0 && parser._depth == 0));
            return null;
        }
    }

    private static SpecProblem? FindUnreadable(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > JsonTape.MaxBytes)
            return new SpecProblem("", $"is larger than {JsonTape.MaxBytes >> 20} MiB");
        if (utf8.Trim(" \t\r\n"u8).IsEmpty)
            return new SpecProblem("", "is empty, not a JSON document");
        if (Utf8.IsValid(utf8))
            return null;

        (int line, int column) = new LineIndex(utf8).Locate(JsonSyntax.FindInvalidUtf8(utf8));
        return new SpecProblem("", "is not valid UTF-8", line, column);
    }

    private JsonTape? Run()
    {
        while (_reader.Read())
        {
            switch (_reader.TokenType)
            {
                case JsonTokenType.StartObject:
                case JsonTokenType.StartArray:
                    if (!Open())
                        return null;
                    break;
                case JsonTokenType.EndObject:
                case JsonTokenType.EndArray:
                    Close();
                    break;
                case JsonTokenType.PropertyName:
                    _parent = Add(JsonKind.String, isName: true);
                    break;
                default:
                    Add(KindOf(_reader.TokenType), isName: false);
                    LeaveProperty();
                    break;
            }
        }
        var tape = new JsonTape(_utf8, _nodes);
        ReportProblems(tape);
        return tape;
    }

    private bool Open()
    {
        JsonKind kind = _reader.TokenType == JsonTokenType.StartObject ? JsonKind.Object : JsonKind.Array;
        _parent = Add(kind, isName: false);
        if (++_depth <= JsonTape.MaxDepth)
            return true;

        var tape = new JsonTape(_utf8, _nodes);
        (int line, int column) = tape.Locate(_nodes[_parent].Offset);
        _problems.Add(new SpecProblem("", $"is nested deeper than {JsonTape.MaxDepth} levels", line, column));
        return false;
    }

    private void Close()
    {
        ref JsonNode container = ref _nodes[_parent];
        container.Next = _count;
        container.Length = (int)_reader.BytesConsumed - container.Offset;
        _parent = container.Parent;
        _depth--;
        LeaveProperty();
    }

    /// <summary>Behind a property's value comes the next name, whose parent is the object again.</summary>
    private void LeaveProperty()
    {
        if (_parent < 0 || !_nodes[_parent].IsName)
            return;
        _nodes[_parent].Next = _count;
        _parent = _nodes[_parent].Parent;
    }

    private int Add(JsonKind kind, bool isName)
    {
        if (_count == _nodes.Length)
            Array.Resize(ref _nodes, _count * 2);
        int quote = kind == JsonKind.String ? 1 : 0;
        ref JsonNode node = ref _nodes[_count];
        node.Kind = kind;
        node.IsName = isName;
        node.IsEscaped = _reader.ValueIsEscaped;
        node.Offset = (int)_reader.TokenStartIndex + quote;
        node.Length = _reader.ValueSpan.Length;
        node.Parent = _parent;
        node.Next = _count + 1;
        return _count++;
    }

    private readonly void ReportProblems(JsonTape tape)
    {
        for (int node = 0; node < _count; node++)
        {
            if (_nodes[node].Kind == JsonKind.Object)
                DuplicateNames.Report(tape, node, CountNames(node), _problems);
            else if (_nodes[node].IsEscaped && JsonText.FindProblem(tape.Raw(node)) is { } problem)
                _problems.Add(new JsonValue(tape, node), problem);
        }
    }

    private readonly int CountNames(int container)
    {
        int count = 0;
        for (int name = container + 1; name < _nodes[container].Next; name = _nodes[name].Next)
            count++;
        return count;
    }

    private static JsonKind KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.String => JsonKind.String,
        JsonTokenType.Number => JsonKind.Number,
        JsonTokenType.True => JsonKind.True,
        JsonTokenType.False => JsonKind.False,
        _ => JsonKind.Null,
    };
}
