using System;
using System.Text;
using Oci.Runtime;
using Oci.Runtime.Interop;

namespace Oci.Cli.Output;

/// <summary>Where messages go: to the file of <c>--log</c>, and errors always to standard error too.</summary>
internal sealed class Log : IDisposable
{
    private readonly Fd? _file;
    private readonly LogFormat _format;

    private Log(Fd? file, LogFormat format) => (_file, _format) = (file, format);

    public static Log ToStandardError { get; } = new(null, LogFormat.Text);

    /// <summary>Opens the file, if one is given, and listens to the runtime's diagnostics.</summary>
    public static Log Open(string? path, LogFormat format, bool debug)
    {
        const int AppendOnly = 0x400;
        const uint Mode = 0x1A4; // rw-r--r--
        // Of a fifo that nobody reads the kernel then says so (ENXIO), and one that is full loses lines, not time.
        const int Flags = Files.WriteOnly | AppendOnly | Files.Create | Files.NonBlocking | Files.NoControllingTerminal;
        // runc's documented default, given by name, must not make us tell an error twice.
        Log log = path is null or "/dev/stderr"
            ? ToStandardError
            : new Log(Files.Open(path, Flags, Mode), format);
        Diagnostics.Warn = log.Warn;
        Diagnostics.Debug = debug ? log.Debug : null;
        return log;
    }

    public void Error(FailureReport report)
    {
        TryWrite(StandardDescriptor.Error, report.ToText());
        if (_file is not null)
            TryWrite(_file, LogLine.Format(_format, DateTimeOffset.UtcNow, "error", report));
    }

    private void Warn(string message) => Tell("warning", message);

    private void Debug(string message) => Tell("debug", message);

    private void Tell(string level, string message)
    {
        if (_file is null)
            TryWrite(StandardDescriptor.Error, $"{VersionText.Program}: {level}: {OneLine.Of(message)}\n");
        else
            TryWrite(_file, LogLine.Format(_format, DateTimeOffset.UtcNow, level, new FailureReport(message)));
    }

    /// <summary>Writes a whole line at once, so that the lines of two processes do not mix.</summary>
    private static void TryWrite(Fd file, string line)
    {
        try
        {
            Files.WriteAll(file, Encoding.UTF8.GetBytes(line), "the log");
        }
        catch (RuntimeFailure)
        {
            // There is no place left to tell of a full disk or a closed pipe; the exit code still says that we failed.
        }
    }

    public void Dispose() => _file?.Dispose();
}
