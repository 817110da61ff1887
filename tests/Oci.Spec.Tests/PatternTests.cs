using System;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Oci.Spec.Schema;
using Oci.Spec.SchemaGenerator.Patterns;
using Xunit;

namespace Oci.Spec.Tests;

public sealed class PatternTests
{
    // Of the basic plane: .NET's own expressions count UTF-16 units, the tables count characters.
    private const string Alphabet = "ab01-./\\ \nMBKé€z";

    [Theory]
    [InlineData("^/")]
    [InlineData("^[rwm]*$")]
    [InlineData("a")]
    [InlineData("")]
    [InlineData("^$")]
    [InlineData("a$")]
    [InlineData("^.$")]
    [InlineData("^.{2,3}$")]
    [InlineData("^a.b")]
    [InlineData("(ab|b0)+1")]
    [InlineData("^(a|b)*01?$")]
    [InlineData("a|b0|1")]
    [InlineData("^[^ab]{2}$")]
    [InlineData("^(?:a{0,2}b{1,}){2}$")]
    [InlineData("[.\\-\\\\]")]
    [InlineData("[a\\n-]b")]
    [InlineData("^MB:[^\\n]*$")]
    [InlineData("^[1-9][0-9]*[KMG]B$")]
    [InlineData("^(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)$")]
    [InlineData("^(|a)$")]
    [InlineData("^((a*)*b?)*$")]
    [InlineData("\\$")]
    [InlineData("a\\$")]
    public void A_compiled_pattern_matches_what_the_expression_matches(string pattern)
    {
        byte[] table = PatternTable.Compile(pattern);
        // For .NET a $ also stands before a last line feed; for ECMA-262 it does not.
        bool endsWithAnchor = pattern.EndsWith('$') && !pattern.EndsWith("\\$", StringComparison.Ordinal);
        var expression = new Regex(endsWithAnchor ? pattern[..^1] + "\\z" : pattern);

        Gen.Char[Alphabet].Array[0, 8].Select(characters => new string(characters)).Sample(
            text => Assert.Equal(expression.IsMatch(text), Pattern.Matches(Encoding.UTF8.GetBytes(text), table)),
            iter: 3000,
            threads: 1);
    }

    [Theory]
    [InlineData("^.$", "😀", true)]
    [InlineData("^..$", "😀", false)]
    [InlineData("^[^a]$", "😀", true)]
    [InlineData("^.{3}$", "é€😀", true)]
    public void A_character_is_one_however_many_bytes_it_has(string pattern, string text, bool matches)
    {
        Assert.Equal(matches, Pattern.Matches(Encoding.UTF8.GetBytes(text), PatternTable.Compile(pattern)));
    }

    [Theory]
    [InlineData("(a", "it ends too early")]
    [InlineData("a)", "unexpected ')' at character 2")]
    [InlineData("*a", "unexpected '*' at character 1")]
    [InlineData("a**", "unexpected '*' at character 3")]
    [InlineData("a+?", "unexpected '?' at character 3")]
    [InlineData("a^b", "unexpected '^' at character 2")]
    [InlineData("a$b", "unexpected '$' at character 2")]
    [InlineData("^a|b$", "alternatives beside an anchor need a group around them")]
    [InlineData("(?=a)", "groups that begin with '(?' are not supported, but for '(?:'")]
    [InlineData("(a)\\1", "the escape '\\1' is not supported")]
    [InlineData("\\d", "the escape '\\d' is not supported")]
    [InlineData("\\bx", "the escape '\\b' is not supported")]
    [InlineData("[a", "it ends too early")]
    [InlineData("[z-a]", "the range 'z-a' is empty")]
    [InlineData("é", "'é' is outside ASCII")]
    [InlineData("a{3,2}", "it ends too early")]
    [InlineData("a{999}", "'999' is not a number up to 256")]
    [InlineData("a{,2}", "'' is not a number up to 256")]
    [InlineData("a{256}b{256}", "it needs more than 256 states")]
    [InlineData("a\\", "it ends too early")]
    public void An_unsupported_pattern_is_refused(string pattern, string message)
    {
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => PatternTable.Compile(pattern));

        Assert.Equal(message, error.Message);
    }
}
