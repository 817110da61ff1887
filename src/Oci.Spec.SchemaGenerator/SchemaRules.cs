using System;
using Oci.Spec.SchemaGenerator.Patterns;

namespace Oci.Spec.SchemaGenerator;

/// <summary>Which combinations of keywords are supported, and what the messages need.</summary>
internal static class SchemaRules
{
    /// <summary>Required properties are remembered in the bits of one word.</summary>
    private const int MaxRequired = 64;

    public static void Check(SchemaNode schema)
    {
        SchemaText source = schema.Source;
        if (schema.Reference is not null && source.Members.Count > (schema.Description is null ? 1 : 2))
            throw source.Unsupported("a draft-04 validator ignores what stands beside \"$ref\"");
        if (schema.Minimum is null != schema.Maximum is null)
            throw source.Unsupported("\"minimum\" and \"maximum\" are supported only together");
        if (schema.Minimum is not null && schema.Types != SchemaTypes.Integer)
            throw source.Unsupported("\"minimum\" needs \"type\": \"integer\"");
        if (schema.Required.Count > MaxRequired)
            throw source.Unsupported($"more than {MaxRequired} required properties are not supported");
        CheckPatterns(schema);
        foreach (SchemaNode form in schema.AnyOf)
        {
            if (form.Description is null)
                throw form.Source.Unsupported("a form of \"anyOf\" needs a \"description\" that can follow \"must\"");
        }
    }

    private static void CheckPatterns(SchemaNode schema)
    {
        if (schema.Pattern is not null)
        {
            if (schema.Description is null)
                throw schema.Source.Unsupported("a \"pattern\" needs a \"description\" that can follow \"must be\"");
            CheckPattern(schema.Source, schema.Pattern);
        }
        for (int index = 0; index < schema.PatternProperties.Count; index++)
            CheckPattern(schema.PatternProperties[index].Value.Source, schema.PatternProperties[index].Key);
    }

    private static void CheckPattern(SchemaText source, string pattern)
    {
        try
        {
            PatternTable.Compile(pattern);
        }
        catch (NotSupportedException error)
        {
            throw source.Unsupported($"the pattern \"{pattern}\" is not supported: {error.Message}");
        }
    }
}
