using System.Collections.Generic;

namespace Oci.Spec.SchemaGenerator;

/// <summary>A JSON value of a schema, with its place for error messages.</summary>
/// <param name="kind">The first character of the value: <c>{ [ " 0 t f n</c>; every number is <c>0</c>.</param>
internal sealed class SchemaText(char kind, int offset, string pointer)
{
    public char Kind { get; } = kind;
    public int Offset { get; } = offset;
    public string Pointer { get; } = pointer;

    /// <summary>The text of a string, or the digits of a number.</summary>
    public string Text { get; set; } = "";
    public List<KeyValuePair<string, SchemaText>> Members { get; } = [];
    public List<SchemaText> Items { get; } = [];

    public SchemaException Unsupported(string what) => new($"#{Pointer}: {what}", Offset);

    public SchemaText Expect(char kind, string what) => Kind == kind ? this : throw Unsupported($"must be {what}");
}
