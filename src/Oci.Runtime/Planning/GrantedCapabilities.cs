using System;
using System.Collections.Generic;
using Oci.Runtime.Security;
using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>
/// The five capability sets of a process as masks: what config.json asks for, as far as the kernel can have it so.
/// </summary>
/// <remarks>
/// config.md, Linux Process: what cannot be granted is a warning and no failure. So it is left out here, where capset(2)
/// and prctl(2) would refuse all of a set for the sake of one.
/// </remarks>
internal sealed record GrantedCapabilities(ulong Bounding, ulong Effective, ulong Permitted, ulong Inheritable, ulong Ambient)
{
    /// <param name="held">What the runtime itself has, and so can give.</param>
    /// <param name="isRoot">Root gets on execve whatever the bounding set has, so that it misses no ambient ones.</param>
    /// <param name="warn">Told of everything that is left out.</param>
    public static GrantedCapabilities Of(CapabilitiesSpec spec, ulong held, bool isRoot, Action<string> warn)
    {
        List<string> unknown = [];
        ulong bounding = MaskOf(spec.Bounding), effective = MaskOf(spec.Effective), permitted = MaskOf(spec.Permitted);
        ulong inheritable = MaskOf(spec.Inheritable), ambient = MaskOf(spec.Ambient);
        foreach (string name in unknown)
            warn($"ignoring unknown capability {name}");

        Warn(~held & (bounding | effective | permitted | inheritable | ambient), "", "not held by the runtime itself");
        // capabilities(7), "Transformation of capabilities during execve" and "Programmatically adjusting capability sets".
        Warn(held & effective & ~permitted, "effective ", "not permitted");
        Warn(held & inheritable & ~bounding, "inheritable ", "not in the bounding set");
        inheritable &= bounding;
        Warn(isRoot ? 0 : held & ambient & ~(permitted & inheritable), "ambient ", "not both permitted and inheritable");
        return new GrantedCapabilities(bounding, effective & permitted, permitted, inheritable, ambient & permitted & inheritable);

        ulong MaskOf(ValueList<string> names) => Capabilities.MaskOf(names, name =>
        {
            if (!unknown.Contains(name))
                unknown.Add(name);
        });

        void Warn(ulong mask, string set, string reason)
        {
            string names = string.Join(", ", Capabilities.NamesOf(mask));
            if (names.Length > 0)
                warn($"cannot grant {set}{names}: {reason}");
        }
    }
}
