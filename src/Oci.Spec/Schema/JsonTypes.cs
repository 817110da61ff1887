using System;

namespace Oci.Spec.Schema;

/// <summary>The types of JSON Schema, which tells integers from other numbers.</summary>
[Flags]
internal enum JsonTypes
{
    None = 0,
    Object = 1,
    Array = 2,
    String = 4,
    Number = 8,
    Integer = 16,
    Boolean = 32,
    Null = 64,
}
