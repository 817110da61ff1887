namespace Oci.Spec.Json;

/// <summary>One entry of a <see cref="JsonTape"/>: a value, or the name of a property, which its value follows.</summary>
/// <remarks>
/// The parent of an array's item is the array; the parent of a property's value is the name, whose parent is the object.
/// </remarks>
internal struct JsonNode
{
    /// <summary>Where the token starts in the document; for text, behind the opening quote.</summary>
    public int Offset;

    /// <summary>Bytes of the token, without the quotes of a text.</summary>
    public int Length;
    public int Parent;

    /// <summary>The node behind this one and everything in it.</summary>
    public int Next;
    public JsonKind Kind;
    public bool IsName;

    /// <summary>The text contains a backslash, so its bytes are not its characters.</summary>
    public bool IsEscaped;
}
