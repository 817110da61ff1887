using System;
using System.CommandLine;
using Oci.Cli.Output;
using Oci.Cli.Parsing;
using Oci.Runtime.Lifecycle;

namespace Oci.Cli.Commands;

/// <summary><c>events</c>: tells what a container uses, and when it runs out of memory.</summary>
internal sealed class EventsCommand : RuntimeCommand
{
    private readonly Argument<string> _id = Flags.ContainerId();

    private readonly Option<string?> _interval = Flags.Text(
        "--interval", "TIME", "how often to tell what is used, such as 500ms or 1m (default: 5s)");

    private readonly Option<bool> _stats = Flags.Switch("--stats", "tell once, at once, what is used");

    public EventsCommand()
        : base("events", "tell what a container uses, and when it runs out of memory")
    {
        Arguments.Add(_id);
        Options.Add(_interval);
        Options.Add(_stats);
    }

    public override string Details =>
        """
        Prints an object of JSON a line: of type stats at every interval, and of type oom when the kernel
        had to end a process to keep the container within its memory. Ends with the container.
        """;

    public override string Example => "ociruntime events --interval 10s web";

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        TimeSpan interval = ReadInterval(given);
        string id = given.GetRequiredValue(_id);
        if (given.GetValue(_stats))
            StandardOutput.WriteLine(ContainerEvents.Stats(globals.StateRoot, id));
        else
            ContainerEvents.Follow(globals.StateRoot, id, interval, static line => StandardOutput.WriteLine(line));
        return 0;
    }

    private TimeSpan ReadInterval(ParseResult given)
    {
        TimeSpan interval = GoDuration.Parse(Flags.ValueOf(given, _interval) ?? "5s", _interval.Name);
        return interval > TimeSpan.Zero ? interval : throw new UsageException("duration interval must be greater than 0");
    }
}
