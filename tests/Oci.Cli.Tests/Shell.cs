using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Oci.Cli.Tests;

/// <summary>Programs of the machine that read what we write: shells, groff.</summary>
internal static class Shell
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs a program to its end, which must be a success; skips the test where there is none.</summary>
    public static async Task<string> RunOrSkip(string program, string[] arguments, string workingDirectory, string input = "")
    {
        Assert.SkipUnless(IsThere(program), $"{program} is not installed");
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The stand-in for the runtime is in the working directory.
        start.Environment["PATH"] = $"{workingDirectory}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["HOME"] = workingDirectory;
        start.Environment["TERM"] = "dumb";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        bool ended = process.WaitForExit(Patience);
        if (!ended)
            process.Kill(entireProcessTree: true);
        string said = await errors, printed = await output;
        Assert.True(ended, $"{program} did not end; it printed: {printed}{said}");
        Assert.True(process.ExitCode == 0 && said.Length == 0, $"{program}: exit code {process.ExitCode}, {said}");
        return printed;
    }

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists($"{directory}/{program}"));
}
