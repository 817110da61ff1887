using System.Collections.Generic;
using System.CommandLine;
using Oci.Cli.Output;
using Oci.Cli.Parsing;
using Oci.Runtime;
using Oci.Runtime.Interop;
using Oci.Runtime.Lifecycle;
using Oci.Spec;

namespace Oci.Cli.Commands;

/// <summary><c>list</c>: prints all containers of the state root.</summary>
internal sealed class ListCommand : RuntimeCommand
{
    private readonly ChoiceOption _format = Flags.Choice("--format", "FORMAT", ["table", "json"], "-f");

    private readonly Option<bool> _quiet = Flags.Switch("--quiet", "print only the ids", "-q");

    public ListCommand()
        : base("list", "list the containers")
    {
        Options.Add(_format);
        Options.Add(_quiet);
    }

    public override string Example => "ociruntime list --format json";

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        string format = Flags.ValueOf(given, _format);
        CheckGivenRoot(globals);
        IReadOnlyList<ContainerState> containers =
            QueryContainers.List(globals.StateRoot, warning => Diagnostics.Warn?.Invoke(warning));
        if (given.GetValue(_quiet))
            StandardOutput.Write(ContainerList.Ids(containers));
        else if (format == "json")
            StandardOutput.WriteLine(ContainerList.Json(containers));
        else
            StandardOutput.Write(ContainerList.Table(containers));
        return 0;
    }

    /// <summary>Without a default root no container was made yet; without a given one the caller is mistaken.</summary>
    private static void CheckGivenRoot(GlobalOptions globals)
    {
        if (globals.GivenRoot is not null)
            Files.Open(globals.StateRoot, Files.PathOnly | Files.Directory).Dispose();
    }
}
