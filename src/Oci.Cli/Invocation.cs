using System;
using System.CommandLine;
using Oci.Cli.Commands;
using Oci.Cli.Output;
using Oci.Cli.Parsing;
using Oci.Runtime;
using Oci.Runtime.Interop;
using Oci.Runtime.Tracing;

namespace Oci.Cli;

/// <summary>One call of the program: global flags, then a command with its own. Every failure ends here.</summary>
internal static class Invocation
{
    private const int Failed = 1;
    private const string ReadingCommandLine = "command-line";

    public static int Run(ReadOnlySpan<string> words)
    {
        Progress.Enter(ReadingCommandLine);
        var log = Log.ToStandardError;
        try
        {
            StandardStreams.EnsureOpen();
            GlobalOptions globals = ReadGlobalFlags(ref words);
            log = globals.OpenLog();
            RuntimeHost.TimeLimit = globals.TimeLimit;
            if (globals.TraceFile is not null)
                Progress.Record(Timeline.Open(globals.TraceFile));
            return RunCommand(globals, words, log);
        }
        catch (OutputClosedException)
        {
            return Failed;
        }
        catch (Exception exception)
        {
            Tell(log, exception);
            return Failed;
        }
        finally
        {
            Progress.Timeline?.Save();
            log.Dispose();
        }
    }

    /// <summary>Takes the flags before the command off the words; help and version count as commands.</summary>
    private static GlobalOptions ReadGlobalFlags(ref ReadOnlySpan<string> words)
    {
        if (words.IsEmpty || words[0] is not ['-', ..])
            return GlobalOptions.Default;
        var program = new GlobalFlags();
        NormalizedArguments arguments = ArgumentNormalizer.NormalizeLeadingFlags(program, words);
        words = arguments.WantsHelp ? new[] { HelpCommand.Verb } : words[arguments.Consumed..];
        return arguments.WantsHelp ? GlobalOptions.Default : program.Read(CommandParser.Parse(program, arguments));
    }

    private static int RunCommand(GlobalOptions globals, ReadOnlySpan<string> words, Log log)
    {
        if (globals.ShowVersion)
        {
            StandardOutput.Write(VersionText.Full);
            return 0;
        }
        string verb = words.IsEmpty ? HelpCommand.Verb : words[0];
        RuntimeCommand command = CommandTable.Find(verb);
        try
        {
            return RunCommand(command, words.IsEmpty ? [] : words[1..], globals);
        }
        catch (Exception exception) when (command.FailureCode != Failed && exception is not OutputClosedException)
        {
            Tell(log, exception);
            return command.FailureCode;
        }
    }

    private static int RunCommand(RuntimeCommand command, ReadOnlySpan<string> words, GlobalOptions globals)
    {
        NormalizedArguments arguments = command.EndsFlagsAtArgument
            ? ArgumentNormalizer.NormalizeUpToOperand(command, words)
            : ArgumentNormalizer.Normalize(command, words);
        if (arguments.WantsHelp)
        {
            StandardOutput.Write(HelpText.Of(command));
            return 0;
        }
        Diagnostics.Debug?.Invoke($"{VersionText.Program} {VersionText.Version}: {command.Name} {string.Join(' ', words)}");
        ParseResult given = CommandParser.Parse(command, arguments);
        Progress.Enter(command.FirstPhase);
        return command.Run(given, globals);
    }

    private static void Tell(Log log, Exception exception)
    {
        log.Error(FailureReport.Of(exception));
        Progress.Timeline?.Fail(exception);
    }
}
