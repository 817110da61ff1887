using System;
using System.IO;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Oci.Spec.SchemaGenerator;

/// <summary>Writes a validator for every schema that the project lists as an additional file.</summary>
[Generator]
public sealed class SchemaGenerator : IIncrementalGenerator
{
    private static readonly DiagnosticDescriptor Unsupported = new(
        "SCHEMA001", "Unsupported schema", "{0}", "Schema", DiagnosticSeverity.Error, isEnabledByDefault: true);

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<AdditionalText> schemas = context.AdditionalTextsProvider
            .Where(file => file.Path.EndsWith(".json", StringComparison.Ordinal));
        context.RegisterSourceOutput(schemas, Generate);
    }

    private static void Generate(SourceProductionContext context, AdditionalText file)
    {
        SourceText text = file.GetText(CancellationToken.None) ?? SourceText.From("");
        string name = Path.GetFileNameWithoutExtension(file.Path);
        string className = char.ToUpperInvariant(name[0]) + name.Substring(1) + "Schema";
        try
        {
            SchemaReader schema = SchemaReader.Read(text.ToString());
            string source = ValidatorWriter.Write(schema, className, Path.GetFileName(file.Path));
            context.AddSource($"{className}.g.cs", SourceText.From(source, Encoding.UTF8));
        }
        catch (SchemaException error)
        {
            var span = new TextSpan(Math.Min(error.Offset, text.Length), 0);
            var place = Location.Create(file.Path, span, text.Lines.GetLinePositionSpan(span));
            context.ReportDiagnostic(Diagnostic.Create(Unsupported, place, error.Message));
        }
    }
}
