using System.CommandLine;
using Oci.Cli.Parsing;
using Oci.Runtime;
using Oci.Runtime.Lifecycle;

namespace Oci.Cli.Commands;

/// <summary><c>wait</c>: until the process of a container has ended.</summary>
internal sealed class WaitCommand : RuntimeCommand
{
    private readonly Argument<string> _id = Flags.ContainerId();

    public WaitCommand()
        : base("wait", "wait until the process of a container has ended")
    {
        Arguments.Add(_id);
    }

    /// <summary>Tells it from an exit code of the process.</summary>
    public override int FailureCode => 255;

    public override string Details =>
        """
        Exits with the exit code of the container's process. The kernel tells it to those who waited when the process
        ended, from Linux 6.15 on; before, only until the parent of the process has asked for it.
        """;

    public override string OtherExitCodes =>
        "255 when the exit code is not known. Else what the container's process ended with, or 128 + N when signal N ended it.";

    public override string Example => "ociruntime wait web";

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        string id = given.GetRequiredValue(_id);
        return WaitContainer.Run(globals.StateRoot, id) ?? throw new RuntimeFailure(
            "wait for container", id, "it has ended, and its exit code is not known", null,
            "the kernel tells it to those who waited before the end, from Linux 6.15 on")
        {
            Code = Runtime.FailureCode.ContainerState,
        };
    }
}
