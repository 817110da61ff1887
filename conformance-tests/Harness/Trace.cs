using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace Oci.Conformance.Harness;

/// <summary>One complete event of a timeline, in microseconds.</summary>
public sealed record TraceEvent(
    int Pid, int Tid, string Name, string Category, decimal Begin, decimal End, string Pointer, string? Error, bool IsUnfinished)
{
    internal static TraceEvent Of(JsonNode json)
    {
        var begin = json["ts"]!.GetValue<decimal>();
        JsonNode args = json["args"]!;
        return new TraceEvent(
            (int)json["pid"]!, (int)json["tid"]!, (string)json["name"]!, (string)json["cat"]!,
            begin, begin + json["dur"]!.GetValue<decimal>(),
            (string?)args["pointer"] ?? "", (string?)args["error"], (bool?)args["unfinished"] ?? false);
    }

    /// <summary>What it is, without when.</summary>
    public string What => $"{Name} {Pointer}";
}

/// <summary>A timeline as <c>--trace</c> writes it.</summary>
public sealed class Trace
{
    private readonly Dictionary<string, int> _processes;

    private Trace(Dictionary<string, int> processes, TraceEvent[] events) => (_processes, Events) = (processes, events);

    public IReadOnlyList<TraceEvent> Events { get; }

    /// <summary>What the runtime did.</summary>
    public IEnumerable<TraceEvent> Runtime => Of("ociruntime");

    /// <summary>What the process inside of the container did.</summary>
    public IEnumerable<TraceEvent> Init => Of("init");

    /// <summary>The end of the last thing that is in it.</summary>
    public decimal End => Events.Max(static done => done.End);

    public int PidOf(string process) => _processes[process];

    public static Trace Read(string path)
    {
        JsonArray json = JsonNode.Parse(File.ReadAllText(path))!["traceEvents"]!.AsArray();
        Dictionary<string, int> processes = json
            .Where(static line => (string)line!["ph"]! == "M" && (string)line["name"]! == "process_name")
            .ToDictionary(static line => (string)line!["args"]!["name"]!, static line => (int)line!["pid"]!);
        return new Trace(
            processes, [.. json.Where(static line => (string)line!["ph"]! == "X").Select(static line => TraceEvent.Of(line!))]);
    }

    /// <summary>On one thread everything ends before the next thing begins, or lies within something else.</summary>
    public Trace AssertNested()
    {
        foreach (IGrouping<int, TraceEvent> thread in Events.GroupBy(static done => done.Tid))
        {
            var open = new Stack<TraceEvent>();
            decimal now = 0;
            foreach (TraceEvent next in thread)
            {
                Assert.True(next.Begin >= now, $"{next} begins before the one that is written before it");
                now = next.Begin;
                while (open.TryPeek(out TraceEvent? last) && last.End <= next.Begin)
                    open.Pop();
                if (open.TryPeek(out TraceEvent? around))
                    Assert.True(next.End <= around.End, $"{next} ends after {around}, in which it begins");
                open.Push(next);
            }
        }
        return this;
    }

    /// <summary>What init did lies between its clone and the end.</summary>
    public Trace AssertOneClock()
    {
        decimal begin = Runtime.First().Begin;
        // The last: where it cannot be born in its cgroup, it is cloned once more.
        TraceEvent? clone = Runtime.LastOrDefault(static done => done.Name == "clone");
        decimal end = Runtime.Max(static done => done.End);
        Assert.NotEmpty(Init);
        Assert.All(Init, done => Assert.InRange(done.Begin, clone?.End ?? begin, end));
        Assert.All(Init.Where(static done => !done.IsUnfinished), done => Assert.InRange(done.End, done.Begin, end));
        return this;
    }

    /// <summary>The steps of one process, but those that only a timeline takes.</summary>
    public static IEnumerable<string> Steps(IEnumerable<TraceEvent> events) =>
        from done in events
        where done.Category == "step" && done.Name is not ("openTimeline" or "keepTimeline")
        select done.What;

    private IEnumerable<TraceEvent> Of(string process) =>
        _processes.TryGetValue(process, out int pid) ? Events.Where(done => done.Pid == pid) : [];
}
