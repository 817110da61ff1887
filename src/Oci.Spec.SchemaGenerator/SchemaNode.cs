using System;
using System.Collections.Generic;

namespace Oci.Spec.SchemaGenerator;

/// <summary>The JSON types of a schema. The names must equal those of <c>Oci.Spec.Schema.JsonTypes</c>.</summary>
[Flags]
internal enum SchemaTypes
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

/// <summary>One schema, read and found to be supported.</summary>
internal sealed class SchemaNode(SchemaText source, string method)
{
    public SchemaText Source { get; } = source;

    /// <summary>The generated method that checks a value against this schema.</summary>
    public string Method { get; } = method;
    public string? Description { get; set; }

    /// <summary>The name of the definition that stands in for this schema.</summary>
    public string? Reference { get; set; }
    public SchemaTypes Types { get; set; }
    public List<string> Enum { get; } = [];
    public long? Minimum { get; set; }
    public ulong? Maximum { get; set; }
    public string? Pattern { get; set; }
    public int MinLength { get; set; }
    public int MinItems { get; set; }
    public SchemaNode? Items { get; set; }
    public List<KeyValuePair<string, SchemaNode>> Properties { get; } = [];
    public List<KeyValuePair<string, SchemaNode>> PatternProperties { get; } = [];
    public SchemaNode? AdditionalProperties { get; set; }

    /// <summary><c>"additionalProperties": false</c>.</summary>
    public bool IsClosed { get; set; }
    public List<string> Required { get; } = [];
    public List<SchemaNode> AnyOf { get; } = [];
    public List<SchemaNode> AllOf { get; } = [];

    /// <summary>The schema only asks for a type, which needs no method of its own.</summary>
    public bool IsTypeOnly => Reference is null && Types != SchemaTypes.None && Enum.Count == 0 && Minimum is null
        && Pattern is null && MinLength == 0 && MinItems == 0 && Items is null && !HasMembers
        && AnyOf.Count == 0 && AllOf.Count == 0;

    /// <summary>The schema says something about the properties of an object.</summary>
    public bool HasMembers => Properties.Count > 0 || PatternProperties.Count > 0 || AdditionalProperties is not null
        || IsClosed || Required.Count > 0;
}
