using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace Oci.Conformance.Harness;

/// <summary>
/// A command on the host. Its output goes to files and not to pipes: a container that `create` leaves behind keeps
/// the descriptors open, and a reader of pipes would wait for the container instead of the command.
/// </summary>
public sealed class HostCommand : IDisposable
{
    private readonly Process _process;
    private readonly string _files;
    private readonly string _command;

    /// <summary>
    /// Start a program in a directory; <paramref name="redirections"/> is shell text such as <c>3&lt;file</c>.
    /// </summary>
    public HostCommand(string directory, string[] command, string redirections = "", string input = "")
    {
        _command = string.Join(' ', command);
        _files = Path.Combine(Path.GetTempPath(), "oci-command-" + Guid.NewGuid().ToString("N"));
        File.WriteAllText(_files + ".in", input);
        // The shell replaces itself: the process's id is the program's, and so is its exit code.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = directory };
        string streams = $"<{_files}.in >{_files}.out 2>{_files}.err {redirections}";
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"exec env --default-signal -- \"$0\" \"$@\" {streams}");
        foreach (string argument in command)
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
    }

    /// <summary>The process's id on the host.</summary>
    public int Pid => _process.Id;

    /// <summary>Whether the command is still at work.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>What it has printed so far.</summary>
    public string OutputSoFar => File.Exists(_files + ".out") ? File.ReadAllText(_files + ".out") : "";

    /// <summary>Run a program of the host to its end.</summary>
    public static Outcome Run(params string[] command)
    {
        using var run = new HostCommand("/", command);
        return run.Wait();
    }

    /// <summary>Run a shell script on the host, which must succeed.</summary>
    public static Outcome Shell(string script) => Run("sh", "-euc", script).Succeeded();

    /// <summary>Send a signal to the command.</summary>
    public void Signal(string name) =>
        Run("kill", "-s", name, Pid.ToString(CultureInfo.InvariantCulture)).Succeeded();

    /// <summary>Wait for the end; a command that takes longer than 30 seconds, or as many as said, fails the test.</summary>
    public Outcome Wait(int seconds = 30)
    {
        TimeSpan patience = Patiently.Seconds(seconds);
        bool ended = _process.WaitForExit(patience);
        if (!ended)
            _process.Kill(entireProcessTree: true);
        string output = File.ReadAllText(_files + ".out");
        string error = File.ReadAllText(_files + ".err");
        Assert.True(ended, $"{_command}: no end within {patience.TotalSeconds} s\nstdout: {output}\nstderr: {error}");
        return new Outcome(_command, _process.ExitCode, output, error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
        foreach (string suffix in (string[])[".in", ".out", ".err"])
            File.Delete(_files + suffix);
    }
}
