using System.CommandLine;
using Oci.Runtime;
using Oci.Runtime.Lifecycle;

namespace Oci.Cli.Commands;

/// <summary><c>create</c>: everything is in place, the process waits for <c>start</c>.</summary>
internal sealed class CreateCommand : RuntimeCommand
{
    private readonly CreateFlags _flags;

    public CreateCommand()
        : base("create", "make a container that is ready to start")
    {
        _flags = new CreateFlags(this);
    }

    public override string Details =>
        """
        Makes the container that the bundle's config.json describes, up to the point where its process
        would run. Later changes of config.json have no effect on it.
        """;

    public override string Example => "ociruntime create --bundle /srv/web --pid-file /run/web.pid web";

    public override string FirstPhase => Phases.Load;

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        CreateContainer.Run(_flags.Read(given, globals));
        return 0;
    }
}
