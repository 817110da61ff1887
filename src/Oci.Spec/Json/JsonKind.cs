namespace Oci.Spec.Json;

/// <summary>
/// What a JSON value is (RFC 8259, section 3). <see cref="Undefined"/> is the value of a member that is not there.
/// </summary>
internal enum JsonKind : byte
{
    Undefined,
    Object,
    Array,
    String,
    Number,
    True,
    False,
    Null,
}
