using System.Collections.Generic;
using Oci.Spec;

namespace Oci.Runtime;

/// <summary>A bundle is what the specification asks for, but asks for several things that this machine, or this caller,
/// does not have.</summary>
public sealed class LackingHostException(string document, IReadOnlyList<SpecProblem> problems)
    : InvalidSpecException(document, problems);
