using System;
using System.Collections.Generic;
using Xunit.v3;

namespace Oci.Conformance.Harness;

/// <summary>Names the published escapes, of whatever program, that a test tries.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = false)]
public sealed class CveAttribute(params string[] ids) : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<string> Ids => ids;

    /// <summary>So that <c>-trait CVE=…</c> runs the tests of one.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() =>
        [.. Array.ConvertAll(ids, static id => KeyValuePair.Create("CVE", id))];
}
