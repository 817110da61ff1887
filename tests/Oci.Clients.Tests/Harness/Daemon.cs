using System;
using System.IO;
using System.Linq;

namespace Oci.Clients.Tests.Harness;

/// <summary>A program that serves until it is told to end; what it says goes to a file.</summary>
public sealed class Daemon : IDisposable
{
    private readonly HostCommand _command;
    private readonly string _name;
    private readonly string _log;

    /// <summary>Start it, and wait until it answers; fail with the end of its log if it never does.</summary>
    public Daemon(string directory, string[] command, Func<bool> answers)
    {
        _name = Path.GetFileName(command[0]);
        _log = Path.Combine(directory, _name + ".log");
        _command = new HostCommand(directory, command, $">'{_log}' 2>&1");
        try
        {
            Patiently.Until("an answer", () => !_command.IsRunning || answers(), seconds: 120);
            Assert.True(_command.IsRunning, "it has ended");
        }
        catch (Exception failure)
        {
            string reason = $"{_name} did not come up: {failure.Message}\n{EndOfLog}";
            Dispose();
            throw new InvalidOperationException(reason, failure);
        }
    }

    private string EndOfLog => string.Join('\n', File.ReadLines(_log).TakeLast(15));

    public void Signal(string name) => _command.Signal(name);

    public void Dispose()
    {
        if (_command.IsRunning)
        {
            _command.Signal("TERM");
            Patiently.Until($"{_name} ends", () => !_command.IsRunning, seconds: 60);
        }
        _command.Dispose();
    }
}
