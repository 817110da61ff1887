using System;
using System.Collections.Generic;
using System.Linq;
using Oci.Spec.Binding;
using Oci.Spec.Json;
using Oci.Spec.Rules;
using Xunit;

namespace Oci.Spec.Tests.Rules;

/// <summary>Every rule has an example of what it refuses, and refuses it alone.</summary>
public sealed class RuleTests
{
    public static TheoryData<string> Rules => [.. RuleExamples.All.Select(static example => example.Rule).Distinct()];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_refuses_its_bad_examples_and_accepts_the_good_ones(string rule)
    {
        foreach (RuleExample example in RuleExamples.All.Where(example => example.Rule == rule))
        {
            AssertValid(example.Good);
            InvalidSpecException error = Assert.Throws<InvalidSpecException>(
                () => ConfigJson.Read(TestDocuments.Config(example.Bad), "config.json"));
            Assert.Equal(example.Places, error.Problems.Select(static problem => problem.Pointer));
            Assert.All(error.Problems, static problem => Assert.True(problem.Line > 0));
            Assert.Equal(example.Places.Order(), FindingsOfRule(example).Order());
        }
    }

    [Fact]
    public void Every_rule_has_an_example() =>
        Assert.Equal(Sentences(), RuleExamples.All.Select(static example => example.Rule).Distinct());

    [Fact]
    public void Every_rule_says_where_it_comes_from() => Assert.All(
        SpecRules.OfContainers.Select(static rule => rule.Source),
        static source => Assert.Matches(@"^(config\.md, |config-linux\.md, |[a-z_]+\([0-9]\)$)", source));

    [Fact]
    public void Rules_for_a_process_hold_where_it_stands_alone()
    {
        InvalidSpecException error = Assert.Throws<InvalidSpecException>(() => ConfigJson.ReadProcess(
            """{"cwd": "/", "args": ["sh"], "env": ["A=1", "B"], "user": {"uid": 0, "gid": 0}}"""u8.ToArray(),
            "process.json"));
        Assert.Equal("process.json: /env/1: must be NAME=value, but has no '=' (line 1, column 45)", error.Message);
    }

    [Fact]
    public void Rules_for_resources_hold_where_they_stand_alone()
    {
        InvalidSpecException error = Assert.Throws<InvalidSpecException>(() =>
            ConfigJson.ReadResources("""{"unified": {"../memory.max": "1"}}"""u8.ToArray(), "-"));
        Assert.Equal(
            "-: /unified/..~1memory.max: is no file of a cgroup, such as memory.high (line 1, column 31)",
            error.Message);
    }

    [Theory]
    [InlineData("net.ipv4.ip_forward", "net/ipv4/ip_forward")]
    [InlineData("net/ipv4/ip_forward", "net/ipv4/ip_forward")]
    [InlineData("net.ipv4.conf.eth0/100.forwarding", "net/ipv4/conf/eth0.100/forwarding")]
    [InlineData("net/ipv4/conf/eth0.100/forwarding", "net/ipv4/conf/eth0.100/forwarding")]
    [InlineData("plain", "plain")]
    public void The_first_separator_of_a_sysctl_decides_how_it_is_read(string name, string path) =>
        Assert.Equal(path, SysctlName.PathOf(name));

    [Fact]
    public void Of_many_problems_the_first_thousand_are_told()
    {
        string env = string.Join(",", Enumerable.Repeat("\"x\"", 100_000));
        InvalidSpecException error = Assert.Throws<InvalidSpecException>(() =>
            ConfigJson.Read(TestDocuments.Config("""{"process": {"env": [""" + env + "]}}"), "config.json"));
        Assert.Equal(1001, error.Problems.Count);
        Assert.Equal("/process/env/999", error.Problems[^2].Pointer);
        Assert.Equal("there are more problems than these 1000", error.Problems[^1].Message);
        Assert.EndsWith("; and 951 more", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Sentences() =>
    [
        .. SpecRules.OfContainers.Select(static rule => rule.Sentence),
        .. SpecRules.OfProcesses.Select(static rule => rule.Sentence),
        .. SpecRules.OfResources.Select(static rule => rule.Sentence),
    ];

    private static void AssertValid(string patch) =>
        Assert.NotNull(ConfigJson.Read(TestDocuments.Config(patch), "config.json"));

    /// <summary>What the rule alone says of its bad example.</summary>
    private static IEnumerable<string> FindingsOfRule(RuleExample example)
    {
        JsonTape tape = JsonTape.Parse(TestDocuments.Config(example.Bad), "");
        ContainerSpec container = ContainerBinding.Container(tape.Root);
        return
        [
            .. Findings(SpecRules.OfContainers, example.Rule, container, ""),
            .. Findings(SpecRules.OfProcesses, example.Rule, container.Process, "/process"),
            .. Findings(SpecRules.OfResources, example.Rule, container.Linux?.Resources, "/linux/resources"),
        ];
    }

    private static IEnumerable<string> Findings<T>(SpecRule<T>[] rules, string sentence, T? part, string root)
        where T : class
    {
        var findings = new RuleFindings(root);
        foreach (SpecRule<T> rule in rules)
        {
            if (rule.Sentence == sentence && part is not null)
                rule.Check(part, findings);
        }
        return findings.Problems.Select(static problem => problem.Pointer);
    }
}
