using System;
using Oci.Spec.Binding;
using Oci.Spec.Schema;
using Oci.Spec.Writing;

namespace Oci.Spec;

/// <summary>Reads and writes the features structure, which <c>features</c> prints.</summary>
public static class FeaturesJson
{
    /// <summary>Over several lines, indented by two spaces.</summary>
    public static byte[] Write(FeaturesDocument features) => JsonOutput.Document(
        features, static (json, features) => json.Object(features, FeaturesWriting.Features), JsonLayout.Spaces);

    /// <exception cref="InvalidSpecException">The document is not a features structure.</exception>
    public static FeaturesDocument Read(ReadOnlyMemory<byte> utf8, string document) =>
        DocumentReader.Read(utf8, document, FeaturesSchema.Document, FeaturesBinding.Features);
}
