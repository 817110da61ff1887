using System.Collections.Generic;
using Oci.Spec.Json;

namespace Oci.Spec.Schema;

/// <summary>Lists the properties of a configuration that the specification does not name.</summary>
/// <remarks>They must be ignored (config.md, Extensibility), but one of them is often a known one misspelt.</remarks>
public static class UnknownProperties
{
    public static IReadOnlyList<SpecProblem> Find(JsonValue config)
    {
        var unknown = new ProblemList(config.Tape);
        ConfigSchema.FindUnknown(config, unknown);
        return unknown.ToArray();
    }
}
