using System;
using System.Text;
using System.Text.Json;
using Oci.Runtime.Tracing;
using Xunit;

namespace Oci.Runtime.Tests.Tracing;

public sealed class TimelineJsonTests
{
    [Fact]
    public void It_is_the_format_that_trace_viewers_read()
    {
        TimelineEvent phase = new("phase", "create", 1_500) { End = 9_000, Error = "mount: \"no\"" };
        TimelineEvent step = new("step", "bindMount", 2_001)
        {
            End = 4_000, Pointer = "/mounts/1", Description = "bind mount /srv on /data", IsUnfinished = true,
        };

        string json = Encoding.UTF8.GetString(TimelineJson.Write([new TimelineTrack(7, "ociruntime", [phase, step])]));

        Assert.Equal(
            """
            {"traceEvents":[
            {"name":"process_name","ph":"M","pid":7,"tid":7,"args":{"name":"ociruntime"}},
            {"name":"create","ph":"X","pid":7,"tid":7,"cat":"phase","ts":1.5,"dur":7.5,"args":{"error":"mount: \"no\""}},
            {"name":"bindMount","ph":"X","pid":7,"tid":7,"cat":"step","ts":2.001,"dur":1.999,
            "args":{"pointer":"/mounts/1","description":"bind mount /srv on /data","unfinished":true}}]}
            """.Replace("\n", "", StringComparison.Ordinal) + "\n",
            json);
        using var document = JsonDocument.Parse(json);
    }

    [Fact]
    public void No_time_is_negative()
    {
        string json = Encoding.UTF8.GetString(
            TimelineJson.Write([new TimelineTrack(1, "init", [new TimelineEvent("step", "x", 5) { End = 4 }])]));

        Assert.Contains("\"dur\":0,", json, StringComparison.Ordinal);
    }
}
