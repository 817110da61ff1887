using System.Linq;
using Oci.Spec.Schema;
using Xunit;

namespace Oci.Spec.Tests;

public sealed class SchemaMessageTests
{
    [Theory]
    [InlineData("/process/user/uid", "\"1000\"", "must be an integer from 0 to 4294967295, found \"1000\"")]
    [InlineData("/process/cwd", "[\"/\"]", "must be a string, found an array")]
    [InlineData("/process/cwd", "\"tmp\"", "must be an absolute path, found \"tmp\"")]
    [InlineData("/process/terminal", "0", "must be true or false, found 0")]
    [InlineData("/process/args", "[]", "must not be empty")]
    [InlineData("/root/path", "\"\"", "must not be empty")]
    [InlineData("/linux", "null", "must be an object, found null")]
    [InlineData("/linux/namespaces/0/type", "\"pidd\"",
        "must be one of \"pid\", \"network\", \"mount\", \"ipc\", \"uts\", \"user\", \"cgroup\", \"time\", "
            + "found \"pidd\"; did you mean \"pid\"?")]
    [InlineData("/linux/personality", """{"domain":"solaris"}""",
        "must be one of \"LINUX\", \"LINUX32\", found \"solaris\"")]
    [InlineData("/linux/resources/rdma", """{"m":{}}""", "must have \"hcaHandles\", or have \"hcaObjects\"")]
    public void A_message_says_what_would_be_right(string pointer, string value, string message)
    {
        SpecProblem problem = Assert.Single(Validate(TestDocuments.With(TestDocuments.DefaultConfig, pointer, value)));

        Assert.StartsWith(pointer, problem.Pointer);
        Assert.Equal(message, problem.Message);
    }

    [Fact]
    public void Every_problem_is_reported_in_the_order_of_the_document()
    {
        SpecProblem[] problems = Validate("""
            {
              "ociVersion": "1.0.2",
              "process": { "args": ["a", 1], "user": {} },
              "mounts": [{}, 7]
            }
            """);

        Assert.Equal(
            [
                new("/root", "is missing", 1, 1),
                new("/process/cwd", "is missing", 3, 14),
                new("/process/args/1", "must be a string, found 1", 3, 30),
                new("/process/user/uid", "is missing", 3, 42),
                new("/process/user/gid", "is missing", 3, 42),
                new("/mounts/0/destination", "is missing", 4, 14),
                new SpecProblem("/mounts/1", "must be an object, found 7", 4, 18),
            ],
            problems);
    }

    [Theory]
    [InlineData("18446744073709551615", "")]
    [InlineData("18446744073709551616",
        "must be an integer from 0 to 18446744073709551615, found 18446744073709551616")]
    [InlineData("9223372036854775808", "")]
    [InlineData("-0.0", "must be an integer from 0 to 18446744073709551615, found -0.0")]
    public void An_unsigned_integer_has_64_bits(string value, string message)
    {
        SpecProblem[] problems = Validate(TestDocuments.With(TestDocuments.DefaultConfig, "/process/rlimits/0/hard",
            value));

        Assert.Equal(message, string.Join("", problems.Select(problem => problem.Message)));
    }

    [Theory]
    [InlineData("\"😀😀\"", 1)]
    [InlineData("\"😀é😀\"", 0)]
    public void The_length_of_a_text_is_in_characters(string text, int count)
    {
        SpecProblem[] problems = TestDocuments.Problems($"{{\"text\":{text}}}", KeywordsSchema.Validate);

        Assert.Equal(count, problems.Length);
    }

    [Fact]
    public void A_long_value_is_cut_in_the_message()
    {
        SpecProblem[] problems = Validate(
            TestDocuments.With(TestDocuments.DefaultConfig, "/ociVersion", $"\"{new string('x', 10_000)}\""));

        Assert.True(Assert.Single(problems).Message.Length < 150);
    }

    [Theory]
    [InlineData("""{"ociVersion":"1.3.0","id":"a","status":"created","pid":1,"bundle":"/b"}""", "")]
    [InlineData("""{"ociVersion":"1.3.0","id":"a","status":"paused","bundle":"/b","owner":"root"}""", "")]
    [InlineData("""{"ociVersion":"1.3.0","id":"a","status":"created","pid":-1,"bundle":"b"}""", "/pid /bundle")]
    public void A_state_is_checked(string state, string pointers)
    {
        SpecProblem[] problems = TestDocuments.Problems(state, StateSchema.Validate);

        Assert.Equal(pointers, string.Join(' ', problems.Select(problem => problem.Pointer)));
    }

    [Theory]
    [InlineData(
        """{"ociVersionMin":"1.0.0","ociVersionMax":"1.3.0","hooks":null,"linux":{"cgroup":{"v1":null,"v2":true}}}""",
        "")]
    [InlineData("""{"ociVersionMin":null,"hooks":[1],"linux":{"seccomp":{"enabled":"yes"}}}""",
        "/ociVersionMax /ociVersionMin /hooks/0 /linux/seccomp/enabled")]
    public void Features_may_be_null_but_for_the_versions(string features, string pointers)
    {
        SpecProblem[] problems = TestDocuments.Problems(features, FeaturesSchema.Validate);

        Assert.Equal(pointers, string.Join(' ', problems.Select(problem => problem.Pointer)));
    }

    private static SpecProblem[] Validate(string document) => TestDocuments.Problems(document, ConfigSchema.Validate);
}
