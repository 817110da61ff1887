using System;
using Oci.Spec.Binding;
using Oci.Spec.Rules;
using Oci.Spec.Schema;
using Oci.Spec.Writing;

namespace Oci.Spec;

/// <summary>Reads and writes config.json, and reads the documents that hold a part of it.</summary>
public static class ConfigJson
{
    /// <summary>Reads a container's configuration (config.md).</summary>
    /// <param name="document">The path or name of the document, for messages.</param>
    /// <param name="unknown">Takes the properties that the specification does not name, also those of a configuration
    /// that is refused: a misspelt one is often why.</param>
    /// <exception cref="InvalidSpecException">
    /// The document is not a valid configuration; carries every problem found.
    /// </exception>
    public static ContainerSpec Read(
        ReadOnlyMemory<byte> utf8, string document, Action<UnknownProperties>? unknown = null) =>
        DocumentReader.Read(
            utf8, document, ConfigSchema.Document, ContainerBinding.Container, SpecRules.Check, unknown);

    /// <summary>Reads a <c>process</c> object that stands alone, as <c>exec --process</c> takes it.</summary>
    /// <exception cref="InvalidSpecException">
    /// The document is not a valid process; carries every problem found.
    /// </exception>
    public static ProcessSpec ReadProcess(ReadOnlyMemory<byte> utf8, string document) => DocumentReader.Read(
        utf8, document, ConfigSchema.Process, ProcessBinding.Process, SpecRules.Check);

    /// <summary>Reads a <c>resources</c> object that stands alone, as <c>update --resources</c> takes it.</summary>
    /// <exception cref="InvalidSpecException">
    /// The document is not a valid set of resources; carries every problem found.
    /// </exception>
    public static ResourcesSpec ReadResources(ReadOnlyMemory<byte> utf8, string document) => DocumentReader.Read(
        utf8, document, ConfigSchema.Resources, ResourcesBinding.Resources, SpecRules.Check);

    /// <summary>Writes a configuration that <see cref="Read"/> reads as the same, indented with tabs.</summary>
    public static byte[] Write(ContainerSpec container) => JsonOutput.Document(
        container, static (json, container) => json.Object(container, ContainerWriting.Container), JsonLayout.Tabs);
}
