using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>The timeline of <c>--trace</c>: all steps of the plan, of both processes, on one clock.</summary>
public sealed class TraceTests(Workspace workspace) : ContainerTest(workspace)
{
    private const int Week = 604800;

    [Fact]
    public void Run_shows_every_step_of_the_plan_once_and_in_order()
    {
        Container container = NewContainer();
        Trace trace = Traced(container, () => container.Run());
        (string[] runtime, string[] init) = Plan(container);
        Assert.Equal(runtime.Where(static step => step != "listenForStart "), Trace.Steps(trace.Runtime));
        Assert.Equal(init, Trace.Steps(trace.Init));
        trace.AssertNested().AssertOneClock();
        Assert.All(trace.Events, done => Assert.Null(done.Error));
        Assert.DoesNotContain(trace.Events, static done => done.IsUnfinished);
        Assert.Equal(
            ["command-line", "load", "check", "prepare", "create", "start"],
            trace.Runtime.Where(static done => done.Category == "phase").Select(static done => done.Name));
        string[] details = ["probeHost", "plan", "compareWithHost", "clone", "awaitInit", "awaitExecution"];
        Assert.Equal(
            details, trace.Runtime.Where(static done => done.Category == "detail").Select(static done => done.Name).Distinct());
    }

    [Fact]
    public void Create_and_start_show_their_parts_of_the_plan()
    {
        Container container = NewContainer();
        foreach (string kind in (string[])["prestart", "createRuntime", "createContainer", "poststart"])
            container.Config.Hook(kind, "true");
        container.Config.InnerHook("true");
        container.Config.Args("sleep", "1000");
        Trace create = Traced(container, () => container.Create());
        Trace start = Traced(container, () => container.Start());
        (string[] runtime, string[] init) = Plan(container);
        Assert.Equal(runtime, Trace.Steps(create.Runtime));
        int wait = Array.IndexOf(init, "awaitStart ");
        // How far init came while create ended is no part of the promise.
        Assert.Equal(init[..wait], Trace.Steps(create.Init).Where(static step => step != "awaitStart "));
        Assert.Equal(init[(wait + 1)..], Trace.Steps(start.Init));
        create.AssertNested().AssertOneClock();
        start.AssertNested().AssertOneClock();
        Assert.Equal(container.Pid, create.PidOf("init"));
        Assert.Equal(container.Pid, start.PidOf("init"));
        Assert.Contains("runHook /hooks/poststart/0", start.Runtime.Select(static done => done.What));
        Assert.True(create.End <= start.Runtime.First().Begin, "two commands are on one clock");
    }

    [Fact]
    public void Exec_shows_the_steps_of_its_process()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000");
        container.Started();
        Trace exec = Traced(container, () => container.Ask("exec", container.Id, "true")).AssertNested().AssertOneClock();
        string[] runtime = [.. Trace.Steps(exec.Runtime)];
        string[] inside = [.. Trace.Steps(exec.Init)];
        Assert.Equal(["sealExecutable ", "cloneIntoContainer /linux/namespaces"], runtime[..2]);
        Assert.Contains("enterMounts /linux/namespaces", inside);
        Assert.Equal(["awaitStart ", "setLimit /process/rlimits/0", "execute /process/args"], inside[^3..]);
        Assert.DoesNotContain(exec.Events, static done => done.IsUnfinished);
    }

    [Theory]
    [InlineData(Week)]
    [InlineData(-30)]
    public void A_time_namespace_does_not_move_what_happens_in_it(int seconds)
    {
        Container container = NewContainer();
        container.Config.Namespace("time").With("/linux/timeOffsets/monotonic", $$"""{ "secs": {{seconds}}, "nanosecs": 7 }""");
        container.Config.Args("sleep", "1000");
        Trace create = Traced(container, () => container.Create()).AssertNested().AssertOneClock();
        Trace start = Traced(container, () => container.Start()).AssertNested().AssertOneClock();
        Trace exec = Traced(container, () => container.Ask("exec", container.Id, "true")).AssertNested().AssertOneClock();
        Assert.True(create.End <= start.Runtime.First().Begin && start.End <= exec.Runtime.First().Begin);
    }

    [Fact]
    public void A_joined_time_namespace_does_not_either()
    {
        Container first = NewContainer();
        first.Config.Namespace("time").With("/linux/timeOffsets/monotonic", $$"""{ "secs": {{Week}} }""");
        first.Config.Args("sleep", "1000");
        first.Started();
        Container second = NewContainer();
        second.Config.Namespace("time", $"/proc/{first.Pid}/ns/time");
        Traced(second, () => second.Run()).AssertNested().AssertOneClock();
    }

    [Fact]
    public void Neither_a_user_namespace_nor_limits_of_the_process_are_in_its_way()
    {
        Container container = NewContainer().OwnedBy(100000);
        container.Config.UserNamespace(100000, 65536)
            .With("/process/rlimits", """[{ "type": "RLIMIT_FSIZE", "soft": 0, "hard": 0 }]""");
        Trace trace = Traced(container, () => container.Run()).AssertNested().AssertOneClock();
        (_, string[] init) = Plan(container);
        Assert.Equal(init, Trace.Steps(trace.Init));
    }

    [Fact]
    public void A_create_that_fails_inside_shows_the_step_and_why()
    {
        Container container = NewContainer();
        container.Config.Args("/no/such/program");
        Trace trace = Traced(container, () => container.Refused()).AssertNested().AssertOneClock();
        TraceEvent last = trace.Init.Last();
        Assert.Equal("findExecutable /process/args/0", last.What);
        Assert.Contains("/no/such/program", last.Error);
        Assert.Equal([last.What], trace.Init.Where(static done => done.Error is not null).Select(static done => done.What));
        Assert.Equal(
            ["create", "recordCreated"], trace.Runtime.Where(static done => done.Error is not null).Select(static done => done.Name));
        Assert.Equal("undo", trace.Runtime.Last().Name);
    }

    [Fact]
    public void A_create_that_fails_outside_shows_the_step_and_why()
    {
        Container container = NewContainer();
        container.Config.Hook("createRuntime", "exit 3");
        Trace trace = Traced(container, () => container.Refused()).AssertNested().AssertOneClock();
        TraceEvent hook = trace.Runtime.Single(static done => done.Category == "step" && done.Error is not null);
        Assert.Equal("runHook /hooks/createRuntime/0", hook.What);
        // Init did nothing wrong: it was ended while it waited.
        TraceEvent last = trace.Init.Last();
        Assert.Equal(("awaitRuntimeHooks", true, null), (last.Name, last.IsUnfinished, last.Error));
    }

    [Fact]
    public void A_create_whose_init_is_killed_shows_where_it_was()
    {
        Container container = NewContainer();
        container.Config.Hook("createRuntime", "kill -9 $(grep -o '\"pid\":[0-9]*' | cut -d: -f2)");
        Trace trace = Traced(container, () => container.Refused()).AssertNested().AssertOneClock();
        TraceEvent last = trace.Init.Last();
        Assert.Equal("awaitRuntimeHooks", last.Name);
        Assert.Contains("killed by signal 9", last.Error);
    }

    [Fact]
    public void A_configuration_that_is_refused_leaves_a_timeline_too()
    {
        Container container = NewContainer();
        container.Config.With("/process/cwd", "\"relative\"");
        Trace trace = Traced(container, () => container.Refused()).AssertNested();
        TraceEvent last = trace.Runtime.Last();
        Assert.Equal("load", last.Name);
        Assert.Contains("/process/cwd", last.Error);
        Assert.Empty(trace.Init);
    }

    [Fact]
    public void Every_command_can_be_timed()
    {
        Container container = NewContainer().Created();
        string id = container.Id;
        foreach (string[] command in (string[][])[["state", id], ["list"], ["kill", id, "KILL"], ["delete", "--force", id]])
        {
            Trace trace = Traced(container, () => container.Ask(command));
            Assert.Equal(["command-line", command[0]], trace.Runtime.Select(static done => done.Name));
        }
    }

    [Theory]
    [InlineData("/no/such/directory/trace")]
    [InlineData("/")]
    public void A_file_that_cannot_be_written_is_refused_before_anything_is_made(string file)
    {
        Container container = NewContainer();
        container.Config.Hook("createRuntime", $"touch {container.Bundle}/created");
        container.GlobalFlags = ["--trace", file];
        Assert.Contains($"open {file}: ", container.Refused().Error);
        container.GlobalFlags = [];
        Assert.False(Directory.Exists(container.StateRoot));
        Assert.False(File.Exists(container.Bundle + "/created"));
    }

    [Fact]
    public void The_program_gets_no_descriptor_of_it()
    {
        Container container = NewContainer();
        container.Config.Script("ls -l /proc/self/fd");
        string plain = Descriptors(container.Run().Succeeded());
        string traced = "";
        Traced(container, () =>
        {
            Outcome run = container.Run();
            traced = Descriptors(run);
            return run;
        });
        Assert.Equal(plain, traced);
    }

    private static string Descriptors(Outcome run) =>
        string.Join(' ', run.Lines.Where(static line => line.Contains("->")).Select(static line => line.Split(' ')[^3]));

    private Trace Traced(Container container, Func<Outcome> act)
    {
        string file = NewDirectory() + "/trace.json";
        container.GlobalFlags = ["--trace", file];
        Outcome outcome = act();
        container.GlobalFlags = [];
        Assert.True(File.Exists(file), outcome.Error);
        return Trace.Read(file);
    }

    // Its kind and its property are what a step is known by.
    private static (string[] Runtime, string[] Init) Plan(Container container)
    {
        JsonNode plan = JsonNode.Parse(container.Ask("explain", "--bundle", container.Bundle, "--format", "json").Succeeded().Output)!;
        return (Steps(plan["runtime"]!), Steps(plan["init"]!));

        static string[] Steps(JsonNode steps) => [.. steps.AsArray().Select(static step => $"{step!["kind"]} {step["property"]}")];
    }
}
