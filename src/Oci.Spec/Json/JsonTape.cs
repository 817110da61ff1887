using System;
using System.Text;

namespace Oci.Spec.Json;

/// <summary>A parsed JSON document: its bytes, and one flat array of nodes that point into them.</summary>
/// <remarks>
/// Parsing is strict, because other programs read the same file: UTF-8 only, no comments or trailing commas, no name twice
/// in an object, no text that cannot be a C string.
/// </remarks>
public sealed class JsonTape
{
    public const int MaxBytes = 16 << 20;
    public const int MaxDepth = 128;

    private readonly ReadOnlyMemory<byte> _utf8;
    private readonly JsonNode[] _nodes;
    private LineIndex? _lines;

    internal JsonTape(ReadOnlyMemory<byte> utf8, JsonNode[] nodes)
    {
        _utf8 = utf8;
        _nodes = nodes;
    }

    /// <summary>The value that the document is.</summary>
    public JsonValue Root => new(this, 0);

    internal ref readonly JsonNode this[int node] => ref _nodes[node];

    /// <summary>Parses a document.</summary>
    /// <param name="utf8">The document, which the tape keeps and which must not change; it may begin with a BOM.</param>
    /// <param name="problems">Receives what is wrong.</param>
    /// <returns>
    /// Null when the syntax is wrong. Otherwise the document is safe to look at, even to find more problems, but worth
    /// using only if no problem was added.
    /// </returns>
    public static JsonTape? Parse(ReadOnlyMemory<byte> utf8, ProblemList problems) => JsonParser.Parse(utf8, problems);

    /// <summary>The line and column of a byte, both counted from 1.</summary>
    internal (int Line, int Column) Locate(int offset)
    {
        _lines ??= new LineIndex(_utf8.Span);
        return _lines.Locate(offset);
    }

    /// <summary>The bytes of a token as they are in the document.</summary>
    internal ReadOnlySpan<byte> Raw(int node)
    {
        ref readonly JsonNode token = ref _nodes[node];
        return _utf8.Span.Slice(token.Offset, token.Length);
    }

    /// <summary>The UTF-8 of a text, without quotes and escapes.</summary>
    internal ReadOnlySpan<byte> Text(int node)
    {
        ReadOnlySpan<byte> raw = Raw(node);
        return _nodes[node].IsEscaped ? JsonText.Unescape(raw) : raw;
    }

    /// <summary>Where a node is, as a JSON pointer (RFC 6901). A name is where its value is.</summary>
    /// <remarks>Names keep their JSON escapes (section 5 of the RFC), so a pointer has no line breaks.</remarks>
    internal string Pointer(int node)
    {
        if (node == 0)
            return "";
        int parent = _nodes[node].Parent;
        if (_nodes[node].IsName)
            return $"{Pointer(parent)}/{Encoding.UTF8.GetString(Raw(node)).Replace("~", "~0").Replace("/", "~1")}";
        return _nodes[parent].IsName ? Pointer(parent) : $"{Pointer(parent)}/{IndexInArray(node, parent)}";
    }

    private int IndexInArray(int node, int array)
    {
        int index = 0;
        for (int item = array + 1; item < node; item = _nodes[item].Next)
            index++;
        return index;
    }
}
