using System.CommandLine;
using System.CommandLine.Parsing;

namespace Oci.Cli.Parsing;

/// <summary>System.CommandLine's parser, without what engines would stumble over.</summary>
internal static class CommandParser
{
    // runc knows no bundles of letters (-df), and an argument that begins with @ is not the name of a file to read.
    private static readonly ParserConfiguration Plain = new()
    {
        EnablePosixBundling = false,
        ResponseFileTokenReplacer = null,
    };

    public static ParseResult Parse(Command command, NormalizedArguments arguments) =>
        CommandLineParser.Parse(command, arguments.Words, Plain);
}
