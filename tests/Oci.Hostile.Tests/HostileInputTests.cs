using System.Collections.Generic;
using Oci.Hostile.Tests.Harness;
using Oci.Hostile.Tests.Inputs;
using Xunit;

namespace Oci.Hostile.Tests;

/// <summary>
/// Malformed inputs, by kind, given to the runtime itself: each is answered by one clear line and an exit code, within
/// little time and memory, and leaves nothing.
/// </summary>
public sealed class HostileInputTests(ITestOutputHelper output)
{
    [Fact]
    public void Properties_of_a_wrong_type_are_refused() => Try("wrong types", WrongTypes.All());

    [Fact]
    public void Numbers_out_of_range_are_refused() => Try("numbers out of range", WrongTypes.Numbers());

    [Fact]
    public void Words_that_are_none_of_a_list_are_refused() => Try("unknown words", WrongTypes.Words());

    [Fact]
    public void Texts_that_are_no_JSON_are_refused() => Try("broken JSON", BrokenJson.All());

    [Fact]
    public void Values_that_are_none_are_refused() => Try("bad values", BadValues.All());

    [Fact]
    public void Ids_that_are_none_are_refused() => Try("ids", Ids.All());

    [Fact]
    public void Command_lines_that_make_no_sense_are_refused() => Try("command lines", CommandLines.All());

    [Fact]
    public void Files_that_are_not_what_they_should_be_are_refused() => Try("files", BundleFiles.All());

    [Fact]
    public void Processes_for_exec_that_are_none_are_refused() => Try("exec", ExecInputs.All());

    [Fact]
    public void Limits_for_update_that_are_none_are_refused() => Try("update", UpdateInputs.All());

    [Fact]
    public void A_state_that_is_damaged_is_told_and_deleted_by_force() => Try("state", StateFiles.All());

    private void Try(string kind, IEnumerable<HostileInput> inputs)
    {
        using var workshop = new Workshop();
        workshop.Try(kind, inputs, output);
    }
}
