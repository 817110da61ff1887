namespace Oci.Spec.Json;

/// <summary>The kinds of JSON values (RFC 8259, section 3).</summary>
public enum JsonKind : byte
{
    /// <summary>No value: the kind of <c>default(JsonValue)</c>.</summary>
    None,
    Object,
    Array,
    String,
    Number,
    True,
    False,
    Null,
}
