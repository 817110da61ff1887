using System;
using System.Collections.Generic;
using Oci.Hostile.Tests.Harness;
using Oci.Hostile.Tests.Inputs;
using Xunit;

namespace Oci.Hostile.Tests;

/// <summary>
/// Malformed inputs of every kind, given to the runtime itself: each is answered by one clear line and an exit code, within
/// little time and memory, and leaves nothing.
/// </summary>
public sealed class HostileInputTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, Func<IEnumerable<HostileInput>>> Kinds = new()
    {
        ["wrong types"] = WrongTypes.All,
        ["numbers out of range"] = WrongTypes.Numbers,
        ["unknown words"] = WrongTypes.Words,
        ["broken JSON"] = BrokenJson.All,
    };

    public static TheoryData<string> Names => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_refused_in_one_line_and_leaves_nothing(string kind)
    {
        using var workshop = new Workshop();
        workshop.Try(kind, Kinds[kind](), output);
    }
}
