using System.CommandLine;

namespace Oci.Cli.Commands;

/// <summary>A command of the program: its flags and arguments, what help says of it, and what it does.</summary>
/// <remarks>Only the one asked for is made. System.CommandLine's own way to run it would handle signals.</remarks>
internal abstract class RuntimeCommand(string name, string description) : Command(name, description)
{
    /// <summary>What help says beside the one-line description.</summary>
    public virtual string? Details => null;

    /// <summary>A line as one would type it.</summary>
    public virtual string? Example => null;

    /// <summary>What the exit codes say, beside 0 and 1 for done and not done.</summary>
    public virtual string? OtherExitCodes => null;

    /// <summary>Whether what follows the first argument is not read as flags: it belongs to another program.</summary>
    public virtual bool EndsFlagsAtArgument => false;

    /// <summary>The exit code when it cannot do its work.</summary>
    public virtual int FailureCode => 1;

    /// <summary>The phase that it begins with, for the log; of most commands the only one, called as they are.</summary>
    public virtual string FirstPhase => Name;

    /// <summary>Does the work and returns the exit code; throws when it cannot.</summary>
    public abstract int Run(ParseResult given, GlobalOptions globals);
}
