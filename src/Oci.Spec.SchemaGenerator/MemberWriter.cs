using System.Collections.Generic;

namespace Oci.Spec.SchemaGenerator;

/// <summary>Writes what a schema says about the properties of an object: one pass over them, then the required ones.</summary>
internal static class MemberWriter
{
    public static void Write(CodeText code, SchemaNode schema, ValidatorWriter writer)
    {
        List<string> known = schema.Reference is null ? writer.KnownNames(schema) : [];
        if (!schema.HasMembers && known.Count == 0)
            return;
        if (schema.Types != SchemaTypes.Object)
            code.Open("if (value.Kind == JsonKind.Object)");
        if (schema.Required.Count > 0)
            code.Line("ulong found = 0;");
        code.Open("foreach (JsonMember member in value.Members)");
        code.Line("ReadOnlySpan<byte> name = member.NameUtf8;");
        WriteDispatch(code, schema, writer, known);
        code.Close();
        if (schema.Required.Count > 0)
            code.Line($"walk.Require(value, found, {CodeText.Utf8([.. schema.Required])});");
        if (schema.Types != SchemaTypes.Object)
            code.Close();
    }

    private static void WriteDispatch(CodeText code, SchemaNode schema, ValidatorWriter writer, List<string> known)
    {
        string rest = Rest(schema, writer, known);
        bool hasPatterns = schema.PatternProperties.Count > 0;
        if (hasPatterns)
            code.Line("bool isListed = true;");
        string keyword = "if";
        foreach (string name in DispatchedNames(schema))
        {
            WriteBranch(code, $"{keyword} (name.SequenceEqual({CodeText.Utf8(name)}))", MemberLines(schema, writer, name, hasPatterns ? "isListed = false;" : rest));
            keyword = "else if";
        }
        if (hasPatterns)
            WritePatterns(code, schema, writer, rest, hasNames: keyword == "else if");
        else if (rest.Length > 0)
            code.Line(keyword == "if" ? rest : $"else {rest}");
    }

    private static List<string> DispatchedNames(SchemaNode schema)
    {
        List<string> names = [.. schema.Required];
        foreach (KeyValuePair<string, SchemaNode> property in schema.Properties)
        {
            if (!names.Contains(property.Key))
                names.Add(property.Key);
        }
        return names;
    }

    private static void WriteBranch(CodeText code, string header, List<string> lines)
    {
        if (lines.Count == 1)
        {
            code.Line(header);
            code.Line($"    {lines[0]}");
            return;
        }
        code.Open(header);
        foreach (string line in lines)
            code.Line(line);
        code.Close();
    }

    private static List<string> MemberLines(SchemaNode schema, ValidatorWriter writer, string name, string rest)
    {
        List<string> lines = [];
        int bit = schema.Required.IndexOf(name);
        if (bit >= 0)
            lines.Add($"found |= 1UL << {bit};");
        // A property may be required without being described; then it is like any other that is not listed.
        SchemaNode? described = schema.Properties.Find(property => property.Key == name).Value;
        string line = described is null ? rest : writer.Check(described, "member.Value");
        if (line.Length > 0)
            lines.Add(line);
        return lines;
    }

    private static void WritePatterns(CodeText code, SchemaNode schema, ValidatorWriter writer, string rest, bool hasNames)
    {
        code.Line(hasNames ? "else isListed = false;" : "isListed = false;");
        foreach (KeyValuePair<string, SchemaNode> pattern in schema.PatternProperties)
        {
            WriteBranch(
                code,
                $"if (Pattern.Matches(name, {writer.PatternName(pattern.Key)}))",
                ["isListed = true;", writer.Check(pattern.Value, "member.Value")]);
        }
        if (rest.Length > 0)
            code.Line($"if (!isListed) {rest}");
    }

    /// <summary>What happens to a property that is not listed.</summary>
    private static string Rest(SchemaNode schema, ValidatorWriter writer, List<string> known)
    {
        if (schema.AdditionalProperties is not null)
            return writer.Check(schema.AdditionalProperties, "member.Value");
        if (schema.IsClosed)
            return $"walk.NotAllowed(member, {CodeText.Utf8([.. known])});";
        return known.Count > 0 ? $"walk.Unknown(member, {CodeText.Utf8([.. known])});" : "";
    }
}
