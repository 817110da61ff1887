namespace Oci.Spec.Tests.Rules;

/// <summary>What a rule accepts and what it refuses, each as a merge patch of a small configuration.</summary>
/// <param name="Rule">The sentence of the rule.</param>
/// <param name="Good">Uses what the rule is about, rightly.</param>
/// <param name="Bad">Breaks the rule and no other.</param>
/// <param name="Places">The JSON pointers of the problems in the bad one.</param>
public sealed record RuleExample(string Rule, string Good, string Bad, params string[] Places);
