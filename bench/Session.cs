using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Oci.Bench;

/// <summary>One run of the benchmarks: makes the bundles, measures, prints, cleans up.</summary>
internal sealed class Session : IDisposable
{
    private readonly BenchOptions _options;
    private readonly Random _order;
    private readonly string _workDirectory = Directory.CreateTempSubdirectory("ociruntime-bench.").FullName;
    private readonly IReadOnlyList<Contender> _contenders;

    public Session(BenchOptions options)
    {
        _options = options;
        _order = new Random(options.Seed);
        _contenders = Contender.All(options, _workDirectory);
        if (LibC.prctl(LibC.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0)
            throw new BenchException("cannot become the subreaper of the containers' processes");
    }

    public void Run(TextWriter output)
    {
        Report report = new(output, _contenders);
        report.Header(_options);
        foreach (Contender contender in _contenders)
            contender.MakeBundle(Specifier(contender));
        foreach (Scenario scenario in Scenarios.All.Where(scenario => _options.Wants(scenario.Name)))
            report.Timings(scenario.Title, Measure(scenario));
        if (_options.Wants(PeakMemory.Name))
            report.Sizes(PeakMemory.Measure(_contenders));
        if (_options.Wants(SmallestLimit.Name))
            report.Limits(SmallestLimit.Measure(_contenders));
    }

    public void Dispose()
    {
        Directory.Delete(_workDirectory, recursive: true);
        Child.CleanUp();
    }

    /// <summary>For each runtime its costs, round by round.</summary>
    private Dictionary<Contender, List<Cost>> Measure(Scenario scenario)
    {
        Dictionary<Contender, List<Cost>> costs =
            _contenders.ToDictionary(static runtime => runtime, static _ => new List<Cost>());
        Contender[] order = [.. _contenders];
        foreach (Contender runtime in order)
            scenario.SetUp(runtime);
        for (int round = -_options.WarmUp; round < _options.Rounds; round++)
        {
            _order.Shuffle(order);
            foreach (Contender runtime in order)
            {
                Cost cost = scenario.Measure(runtime);
                if (round >= 0)
                    costs[runtime].Add(cost);
            }
        }
        foreach (Contender runtime in order)
            scenario.TearDown(runtime);
        return costs;
    }

    private Contender Specifier(Contender contender) =>
        _options.ConfigOf is not { } name ? contender
        : _contenders.FirstOrDefault(other => other.Name == name)
            ?? throw new BenchException($"--config-of: there is no runtime {name}");
}
