using System;
using System.Collections.Generic;
using System.Linq;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Planning;

public sealed class PlanCodecTests
{
    public static TheoryData<string> Kinds => [.. StepSamples.Kinds.Select(static kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_step_arrives_as_it_was_sent(string name)
    {
        Type kind = KindOf(name);
        ValueList<InitStep> steps = [StepSamples.Full(kind), StepSamples.Empty(kind), StepSamples.Extreme(kind), StepSamples.Full(kind)];

        Assert.Equal(steps, PlanCodec.Decode(PlanCodec.Encode(steps)));
    }

    [Fact]
    public void A_plan_of_all_kinds_arrives_in_order()
    {
        ValueList<InitStep> steps = [.. StepSamples.Kinds.Select(StepSamples.Full)];

        Assert.Equal(steps, PlanCodec.Decode(PlanCodec.Encode(steps)));
    }

    [Fact]
    public void An_empty_plan_arrives_empty() => Assert.Empty(PlanCodec.Decode(PlanCodec.Encode([])));

    [Fact]
    public void Every_tag_stands_for_exactly_one_kind_of_step()
    {
        IEnumerable<StepTag> used = StepSamples.Kinds.Select(static kind => StepSamples.Empty(kind).Tag).Order();

        Assert.Equal(Enum.GetValues<StepTag>(), used);
    }

    [Fact]
    public void Tags_are_numbered_without_gaps() =>
        Assert.Equal(Enumerable.Range(0, StepSamples.Kinds.Count()), Enum.GetValues<StepTag>().Select(static tag => (int)tag));

    [Fact]
    public void A_tag_is_called_like_its_step() =>
        Assert.All(StepSamples.Kinds, static kind => Assert.Equal(kind.Name, StepSamples.Empty(kind).Tag.ToString()));

    [Fact]
    public void An_unknown_tag_is_refused()
    {
        var writer = new PlanWriter();
        writer.Number("", 1);
        writer.Number("", Enum.GetValues<StepTag>().Length);
        writer.Text("", "");

        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(() => PlanCodec.Decode(writer.ToArray()));
        Assert.EndsWith("is unknown", failure.Reason, StringComparison.Ordinal);
    }

    // Explain prints these names; two fields of one name would make an object with a duplicate member.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_fields_of_a_step_have_different_names(string name)
    {
        var names = new FieldNames();
        StepSamples.Full(KindOf(name)).Write(names);

        Assert.DoesNotContain("", names.Seen);
        Assert.Equal(names.Seen.Distinct(), names.Seen);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_step_describes_itself_in_one_phrase(string name)
    {
        string text = StepSamples.Full(KindOf(name)).Describe();

        Assert.NotEmpty(text);
        Assert.DoesNotContain('\n', text);
        Assert.False(text.EndsWith('.'), text);
    }

    private static Type KindOf(string name) => StepSamples.Kinds.Single(kind => kind.Name == name);

    private sealed class FieldNames : StepWriter
    {
        public List<string> Seen { get; } = [];

        public override void Text(string name, string? value) => Seen.Add(name);

        public override void Number(string name, long value) => Seen.Add(name);

        public override void Unsigned(string name, ulong value) => Seen.Add(name);

        public override void Attributes(string name, MountAttributes value) => Seen.Add(name);

        public override void Flag(string name, bool value) => Seen.Add(name);

        public override void Texts(string name, ValueList<string> values) => Seen.Add(name);

        public override void Numbers(string name, ValueList<uint> values) => Seen.Add(name);
    }
}
