using System;
using System.Collections.Generic;
using System.Linq;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Runtime.Tracing;
using Oci.Spec;

namespace Oci.Runtime.Preflight;

/// <summary>The plan of a bundle, and all that this machine lacks for it.</summary>
internal sealed record CheckedPlan(LaunchPlan? Plan, IReadOnlyList<PreflightFinding> Missing)
{
    public static CheckedPlan Of(
        ContainerSpec spec, HostFacts facts, LaunchRequest request, IHostProbe host, bool isThorough = false)
    {
        LaunchPlan? plan = null;
        List<PreflightFinding> missing = [];
        Try(missing, () => HostNamespaces.RefuseSysctls(spec));
        using (Progress.Measure(Measures.Plan))
            Try(missing, () => plan = Planner.Plan(spec, facts, request));
        using Measure measure = Progress.Measure(Measures.CompareWithHost);
        IReadOnlyList<PreflightFinding> found = PreflightCheck.Run(spec, facts, plan, host, isThorough);
        // What the planner cannot place and the checks miss is one thing.
        missing.RemoveAll(failure => found.Any(finding => IsAbout(failure.Pointer, finding.Pointer)));
        missing.AddRange(found);
        return new CheckedPlan(plan, missing);
    }

    private static bool IsAbout(string? pointer, string? property) =>
        property is not null && pointer?.StartsWith(property, StringComparison.Ordinal) == true;

    /// <summary>The plan, when nothing is missing.</summary>
    /// <param name="document">The path of config.json, for messages.</param>
    /// <exception cref="RuntimeFailure">One thing is missing.</exception>
    /// <exception cref="LackingHostException">Several are; it carries them all.</exception>
    public LaunchPlan Complete(string document)
    {
        if (Plan is not null && Missing.Count == 0)
            return Plan;
        if (Missing.Count == 1)
            throw Missing[0].ToFailure();
        var problems = new List<SpecProblem>();
        foreach (PreflightFinding finding in Missing)
            problems.Add(finding.ToProblem());
        throw new LackingHostException(document, problems);
    }

    private static void Try(List<PreflightFinding> missing, Action act)
    {
        try
        {
            act();
        }
        catch (RuntimeFailure failure)
        {
            missing.Add(PreflightFinding.Of(failure));
        }
    }
}
