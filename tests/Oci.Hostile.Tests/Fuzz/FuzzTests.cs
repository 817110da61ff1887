using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Xunit;

namespace Oci.Hostile.Tests.Fuzz;

/// <summary>What counts the branches of the whole process.</summary>
[CollectionDefinition(nameof(OneAtATime), DisableParallelization = true)]
public sealed class OneAtATime;

/// <summary>
/// Whatever is read ends in a value or in one of the product's own failures. <c>OCI_FUZZ_SECONDS</c> says how long to try all
/// targets together, <c>OCI_FUZZ_SEED</c> where to begin, and <c>OCI_FUZZ_TARGET</c> which one alone to try.
/// </summary>
[Collection(nameof(OneAtATime))]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const double UsualSeconds = 20;

    // The same inputs in every run of the test command, however fast the machine is: what it finds is then no accident.
    private const int UsualInputs = 3000;
    private const int UsualSeed = 1;

    private static readonly string[] Chosen = Environment.GetEnvironmentVariable("OCI_FUZZ_TARGET") is { Length: > 0 } name
        ? [name]
        : [.. FuzzTargets.All.Select(static target => target.Name)];

    public static TheoryData<string> Names => [.. Chosen];

    [Theory]
    [MemberData(nameof(Names))]
    public void Whatever_is_read_there_is_an_answer(string name)
    {
        double seconds = Number("OCI_FUZZ_SECONDS", UsualSeconds) / Chosen.Length;
        int seed = (int)Number("OCI_FUZZ_SEED", UsualSeed);
        int most = Environment.GetEnvironmentVariable("OCI_FUZZ_SECONDS") is { Length: > 0 } ? int.MaxValue : UsualInputs;
        FuzzReport report = new Fuzzer(FuzzTargets.Of(name), seed).Try(TimeSpan.FromSeconds(seconds), most);
        output.WriteLine(
            $"{name}: seed {seed}, {report.Tried} inputs in {seconds:F1} s, {report.Answers} answers, {report.Branches} branches");
        Assert.True(report.Finding is null, $"{name}, seed {seed}: {report.Finding}");
        Assert.True(report.Branches > 0, $"{name}: the code under test does not count its branches");
    }

    [Fact]
    public void What_was_found_once_stays_repaired()
    {
        string[] wrong = [.. from finding in Findings()
                             let found = Fuzzer.Check(finding.Target, finding.Input, out _)
                             where found is not null
                             select $"{finding.Name}: {found}"];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
        Assert.NotEmpty(Findings());
    }

    private static IEnumerable<(string Name, FuzzTarget Target, byte[] Input)> Findings()
    {
        foreach (string name in typeof(FuzzTests).Assembly.GetManifestResourceNames().Where(static name => name.Contains('/')))
        {
            using Stream stream = typeof(FuzzTests).Assembly.GetManifestResourceStream(name)!;
            var input = new MemoryStream();
            stream.CopyTo(input);
            yield return (name, FuzzTargets.Of(name[..name.IndexOf('/')]), input.ToArray());
        }
    }

    private static double Number(string variable, double usual) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
        ? double.Parse(text, CultureInfo.InvariantCulture)
        : usual;
}
