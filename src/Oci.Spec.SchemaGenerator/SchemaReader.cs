using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Oci.Spec.SchemaGenerator;

/// <summary>Turns the JSON of a schema into <see cref="SchemaNode"/>s; refuses what the generator does not support.</summary>
internal sealed class SchemaReader
{
    public const string RootMethod = "Document";
    private const string DefinitionPrefix = "#/definitions/";

    private static readonly Dictionary<string, SchemaTypes> TypesByName = new()
    {
        ["object"] = SchemaTypes.Object,
        ["array"] = SchemaTypes.Array,
        ["string"] = SchemaTypes.String,
        ["number"] = SchemaTypes.Number,
        ["integer"] = SchemaTypes.Integer,
        ["boolean"] = SchemaTypes.Boolean,
        ["null"] = SchemaTypes.Null,
    };

    private readonly HashSet<string> _methods = [];
    private readonly HashSet<string> _definitionNames = [];

    public SchemaNode Root { get; private set; } = null!;
    public Dictionary<string, SchemaNode> Definitions { get; } = [];

    /// <summary>Every schema, in the order of the document.</summary>
    public List<SchemaNode> All { get; } = [];

    public static SchemaReader Read(string json)
    {
        SchemaText root = SchemaTextParser.Parse(json).Expect('{', "an object");
        var reader = new SchemaReader();
        foreach (KeyValuePair<string, SchemaText> member in root.Members)
        {
            if (member.Key == "definitions")
                reader.CollectDefinitionNames(member.Value.Expect('{', "an object"));
        }
        reader.Root = reader.ReadSchema(root, RootMethod);
        foreach (SchemaNode schema in reader.All)
            reader.CheckReferenceEnds(schema);
        return reader;
    }

    private void CheckReferenceEnds(SchemaNode schema)
    {
        SchemaNode target = schema;
        for (int steps = 0; target.Reference is not null; steps++)
        {
            if (steps > Definitions.Count)
                throw schema.Source.Unsupported("the reference leads back to itself");
            target = Definitions[target.Reference];
        }
    }

    private void CollectDefinitionNames(SchemaText definitions)
    {
        foreach (KeyValuePair<string, SchemaText> definition in definitions.Members)
            _definitionNames.Add(definition.Key);
    }

    private SchemaNode ReadSchema(SchemaText text, string name)
    {
        text.Expect('{', "an object");
        var schema = new SchemaNode(text, UniqueMethod(name));
        All.Add(schema);
        foreach (KeyValuePair<string, SchemaText> keyword in text.Members)
            ReadKeyword(schema, keyword.Key, keyword.Value);
        SchemaRules.Check(schema);
        return schema;
    }

    private void ReadKeyword(SchemaNode schema, string keyword, SchemaText value)
    {
        switch (keyword)
        {
            case "$schema" or "title": break;
            case "description": schema.Description = value.Expect('"', "a string").Text; break;
            case "definitions" when schema.Source.Pointer.Length == 0: ReadDefinitions(value); break;
            case "$ref": schema.Reference = ReadReference(value); break;
            case "type": schema.Types = ReadTypes(value); break;
            case "enum": ReadNames(value, schema.Enum); break;
            case "minimum": schema.Minimum = ReadNumber<long>(value, long.TryParse, "an integer of 64 bits"); break;
            case "maximum": schema.Maximum = ReadNumber<ulong>(value, ulong.TryParse, "an integer from 0, of 64 bits"); break;
            case "pattern": schema.Pattern = value.Expect('"', "a string").Text; break;
            case "minLength": schema.MinLength = ReadNumber<int>(value, int.TryParse, "a small integer"); break;
            case "minItems": schema.MinItems = ReadNumber<int>(value, int.TryParse, "a small integer"); break;
            case "items": schema.Items = ReadSchema(value, schema.Method + "Item"); break;
            case "properties": ReadNamed(value, schema.Properties, schema.Method); break;
            case "patternProperties": ReadNamed(value, schema.PatternProperties, schema.Method + "Match"); break;
            case "additionalProperties": ReadAdditional(schema, value); break;
            case "required": ReadNames(value, schema.Required); break;
            case "anyOf": ReadList(value, schema.AnyOf, schema.Method + "Form"); break;
            case "allOf": ReadList(value, schema.AllOf, schema.Method + "Part"); break;
            default: throw value.Unsupported($"the keyword \"{keyword}\" is not supported");
        }
    }

    private void ReadDefinitions(SchemaText value)
    {
        foreach (KeyValuePair<string, SchemaText> definition in value.Members)
            Definitions.Add(definition.Key, ReadSchema(definition.Value, definition.Key));
    }

    private string ReadReference(SchemaText value)
    {
        string target = value.Expect('"', "a string").Text;
        if (!target.StartsWith(DefinitionPrefix, StringComparison.Ordinal))
            throw value.Unsupported($"only references to {DefinitionPrefix} are supported, not \"{target}\"");
        string name = target.Substring(DefinitionPrefix.Length);
        return _definitionNames.Contains(name) ? name : throw value.Unsupported($"there is no definition \"{name}\"");
    }

    private static SchemaTypes ReadTypes(SchemaText value)
    {
        if (value.Kind == '"')
            return TypesByName.TryGetValue(value.Text, out SchemaTypes type) ? type : throw UnknownType(value);
        SchemaTypes types = SchemaTypes.None;
        foreach (SchemaText item in value.Expect('[', "a string or an array").Items)
            types |= TypesByName.TryGetValue(item.Text, out SchemaTypes one) ? one : throw UnknownType(item);
        return types;
    }

    private static SchemaException UnknownType(SchemaText value) => value.Unsupported($"there is no type \"{value.Text}\"");

    private static void ReadNames(SchemaText value, List<string> names)
    {
        foreach (SchemaText item in value.Expect('[', "an array").Items)
            names.Add(CheckName(item.Expect('"', "a string: other values are not supported"), item.Text));
        if (names.Count == 0)
            throw value.Unsupported("must not be empty");
    }

    /// <summary>Generated code holds lists of names in one text, separated by line feeds.</summary>
    private static string CheckName(SchemaText place, string name) =>
        name.Length > 0 && name.IndexOf('\n') < 0 ? name : throw place.Unsupported("a name must be one line of text");

    private delegate bool TryParse<T>(string text, NumberStyles style, IFormatProvider provider, out T number);

    private static T ReadNumber<T>(SchemaText value, TryParse<T> parse, string what) =>
        value.Kind == '0' && parse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T number)
            ? number
            : throw value.Unsupported($"must be {what}");

    private void ReadNamed(SchemaText value, List<KeyValuePair<string, SchemaNode>> schemas, string prefix)
    {
        foreach (KeyValuePair<string, SchemaText> member in value.Expect('{', "an object").Members)
        {
            string name = CheckName(member.Value, member.Key);
            schemas.Add(new KeyValuePair<string, SchemaNode>(name, ReadSchema(member.Value, prefix + Pascal(name))));
        }
    }

    private void ReadList(SchemaText value, List<SchemaNode> schemas, string prefix)
    {
        foreach (SchemaText item in value.Expect('[', "an array").Items)
            schemas.Add(ReadSchema(item, prefix + (schemas.Count + 1).ToString(CultureInfo.InvariantCulture)));
        if (schemas.Count == 0)
            throw value.Unsupported("must not be empty");
    }

    private void ReadAdditional(SchemaNode schema, SchemaText value)
    {
        if (value.Kind == 'f')
            schema.IsClosed = true;
        else if (value.Kind != 't')
            schema.AdditionalProperties = ReadSchema(value, schema.Method + "Value");
    }

    /// <summary>A method name of letters and digits that no other schema has.</summary>
    private string UniqueMethod(string name)
    {
        string method = Pascal(name);
        string unique = method;
        for (int number = 2; !_methods.Add(unique); number++)
            unique = method + number.ToString(CultureInfo.InvariantCulture);
        return unique;
    }

    private static string Pascal(string name)
    {
        var method = new StringBuilder();
        foreach (char character in name)
        {
            if (character is not (>= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9'))
                continue;
            method.Append(method.Length == 0 ? char.ToUpperInvariant(character) : character);
        }
        return method.ToString();
    }
}
