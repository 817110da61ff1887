using Oci.Runtime.Security;
using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>
/// Capability sets of a configuration as masks; names that no kernel knows are warned of (config.md, Capabilities).
/// </summary>
internal static class CapabilityMasks
{
    public static ulong Of(ValueList<string> names) =>
        Capabilities.MaskOf(names, static name => Diagnostics.Warning($"ignoring unknown capability {name}"));
}
