using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Xunit;

namespace Oci.Runtime.Tests;

/// <summary>The kinds of failures are a promise: their names do not change, and docs/errors.md lists them all.</summary>
public sealed class FailureCodeTests
{
    private static readonly string[] Promised =
    [
        "usage", "config.invalid", "bundle.unreadable", "container.exists", "container.not-found", "container.state",
        "process.not-executable", "hook.failed", "host.lacks", "kernel.refused", "runtime.refused", "init.ended",
        "systemd.failed", "timeout", "state.damaged", "internal",
    ];

    private static readonly string Document = File.ReadAllText($"{Root()}/docs/errors.md");

    [Fact]
    public void The_names_are_those_that_were_promised() =>
        Assert.Equal(Promised, Enum.GetValues<FailureCode>().Select(FailureCodes.NameOf));

    [Fact]
    public void What_is_no_code_has_no_name() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FailureCodes.NameOf((FailureCode)Promised.Length));

    [Fact]
    public void The_reference_lists_every_code_and_no_other() => Assert.Equal(Promised, NamesIn("Codes"));

    [Fact]
    public void The_reference_lists_every_phase()
    {
        IEnumerable<string> phases = typeof(Phases).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(static field => (string)field.GetRawConstantValue()!);

        Assert.Equal(phases.Append("command-line").Order(), NamesIn("Phases").Order());
    }

    private static IEnumerable<string> NamesIn(string section) => Document
        .Split("\n## ").Single(part => part.StartsWith(section, StringComparison.Ordinal)).Split('\n')
        .Where(static line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(static line => line.Split('`')[1]);

    private static string Root()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "oci-runtime.sln")))
            directory = Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException("not in the repository");
    }
}
