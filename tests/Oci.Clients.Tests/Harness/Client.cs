using System;
using System.Collections.Generic;
using System.Linq;

namespace Oci.Clients.Tests.Harness;

/// <summary>An engine's command, used with one runtime.</summary>
public abstract class Client(string runtime) : IDisposable
{
    /// <summary>How many seconds a command may take: one on a quiet machine, which no continuous integration is.</summary>
    public const int Patience = 180;

    private readonly List<string> _names = [];

    /// <summary>The runtime's name.</summary>
    public string Runtime => runtime;

    /// <summary>Run a command of the engine to its end.</summary>
    public Outcome Run(params string[] arguments) => Run("", arguments);

    /// <summary>Run a command of the engine to its end; it must succeed, and says this.</summary>
    public string Ask(params string[] arguments) => Run(arguments).Succeeded().Text;

    /// <summary>Run a command of the engine with a text for its standard input.</summary>
    public Outcome Feed(string input, params string[] arguments) => Run(input, arguments);

    /// <summary>Start a command of the engine.</summary>
    public HostCommand Start(params string[] arguments) => new("/", CommandLine(arguments));

    /// <summary>Run a command of the engine on a terminal of its own, whose output is what the outcome has.</summary>
    public Outcome OnTerminal(params string[] arguments)
    {
        using HostCommand command = StartOnTerminal(arguments);
        return command.Wait(Patience);
    }

    /// <summary>Start a command of the engine on a terminal of its own.</summary>
    public HostCommand StartOnTerminal(params string[] arguments)
    {
        string words = string.Join(' ', CommandLine(arguments).Select(Quote));
        return new HostCommand("/", ["script", "--quiet", "--return", "--command", words, "/dev/null"]);
    }

    /// <summary>A name for a container that goes with the scenario.</summary>
    public string NewName()
    {
        _names.Add($"{Runtime}-{Guid.NewGuid():N}"[..20]);
        return _names[^1];
    }

    /// <summary>Ask until the answer is as expected.</summary>
    public void Await(string answer, params string[] arguments)
    {
        string last = "";
        try
        {
            Patiently.Until(answer, () => (last = Run(arguments).Text).Contains(answer), Patience);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{string.Join(' ', arguments)} still says: {last}", failure);
        }
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        foreach (string name in _names)
            Remove(name);
        _names.Clear();
    }

    /// <summary>The whole command line for a command of the engine.</summary>
    protected abstract string[] CommandLine(string[] arguments);

    /// <summary>Remove a container, whatever state it is in and whether it is there or not.</summary>
    protected abstract void Remove(string name);

    private Outcome Run(string input, string[] arguments)
    {
        using var command = new HostCommand("/", CommandLine(arguments), input: input);
        return command.Wait(Patience);
    }

    private static string Quote(string word) => $"'{word.Replace("'", @"'\''")}'";
}
