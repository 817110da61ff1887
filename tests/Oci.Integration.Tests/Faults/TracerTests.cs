using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using Oci.Integration.Tests.Machine;
using Xunit;

namespace Oci.Integration.Tests.Faults;

/// <summary>The tracer itself, on programs that every machine has.</summary>
public sealed class TracerTests : IDisposable
{
    private const int NoSpace = 28;

    private readonly string _directory = Directory.CreateTempSubdirectory("oci-tracer-").FullName;

    public TracerTests() =>
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the tracer knows x86-64's registers only");

    [Fact]
    public void Every_call_is_shown_with_its_process_and_what_it_is_about()
    {
        string made = Path.Combine(_directory, "made");
        List<TracedCall> calls = [];

        ChildResult result = Tracer.Run(["/bin/sh", "-c", $"/bin/mkdir {made}; :"], call =>
        {
            calls.Add(call);
            return null;
        });

        Assert.Equal(0, result.ExitCode);
        TracedCall mkdir = Assert.Single(calls, call => call.Name is "mkdir" or "mkdirat");
        Assert.Equal((Role.Init, made), (mkdir.Role, mkdir.Subject));
        Assert.Equal(Enumerable.Range(0, calls.Count(IsInit)), calls.Where(IsInit).Select(call => call.Position));
    }

    [Fact]
    public void A_call_that_is_made_to_fail_is_not_made()
    {
        string made = Path.Combine(_directory, "made");

        ChildResult result = Tracer.Run(
            ["/bin/mkdir", made], call => call.Name is "mkdir" or "mkdirat" ? new Fault.Error(NoSpace) : null);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("No space left on device", result.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(made));
    }

    [Theory]
    [InlineData(false, "child\n")]
    [InlineData(true, "")]
    public void A_killed_program_leaves_its_children_running_unless_they_are_killed_with_it(bool all, string expected)
    {
        string script = $"(/bin/sleep 0.2; echo child > {_directory}/out) & /bin/mkdir {_directory}/made; wait";
        File.WriteAllText($"{_directory}/out", "");

        ChildResult result = Tracer.Run(["/bin/sh", "-c", script], call => (call.Name, all) switch
        {
            ("mkdir" or "mkdirat", false) => new Fault.KillParent(),
            ("mkdir" or "mkdirat", true) => new Fault.KillAll(),
            _ => null,
        });

        Assert.True(result.WasSignalled);
        Thread.Sleep(600); // three times as long as the child sleeps
        Assert.Equal(expected, File.ReadAllText($"{_directory}/out"));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static bool IsInit(TracedCall call) => call.Role == Role.Init;
}
