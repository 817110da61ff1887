using System.Linq;
using Oci.Spec.Json;
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
    [InlineData("/linux/namespaces/0/type", "\"pidd\"", "must be one of \"pid\", \"network\", \"mount\", \"ipc\", \"uts\", \"user\", \"cgroup\", \"time\", found \"pidd\"; did you mean \"pid\"?")]
    [InlineData("/linux/personality", """{"domain":"solaris"}""", "must be one of \"LINUX\", \"LINUX32\", found \"solaris\"")]
    [InlineData("/linux/resources/rdma", """{"m":{}}""", "must have \"hcaHandles\", or have \"hcaObjects\"")]
    public void A_message_says_what_would_be_right(string pointer, string value, string message)
    {
        SpecProblem problem = Assert.Single(Validate(Documents.With(Documents.DefaultConfig, pointer, value)).Problems);

        Assert.StartsWith(pointer, problem.Pointer);
        Assert.Equal(message, problem.Message);
    }

    [Fact]
    public void Every_problem_is_reported_in_the_order_of_the_document()
    {
        ProblemList problems = Validate("""
            {
              "ociVersion": "1.0.2",
              "process": { "args": ["a", 1], "user": {} },
              "mounts": [{}, 7]
            }
            """);

        Assert.Equal(
            [
                new("/process/args/1", "must be a string, found 1", 3, 30),
                new("/process/user", "\"uid\" is required", 3, 42),
                new("/process/user", "\"gid\" is required", 3, 42),
                new("/process", "\"cwd\" is required", 3, 14),
                new("/mounts/0", "\"destination\" is required", 4, 14),
                new("/mounts/1", "must be an object, found 7", 4, 18),
                new SpecProblem("", "\"root\" is required", 1, 1),
            ],
            problems.Problems);
    }

    [Theory]
    [InlineData("18446744073709551615", "")]
    [InlineData("18446744073709551616", "must be an integer from 0 to 18446744073709551615, found 18446744073709551616")]
    [InlineData("9223372036854775808", "")]
    [InlineData("-0.0", "must be an integer from 0 to 18446744073709551615, found -0.0")]
    public void An_unsigned_integer_has_64_bits(string value, string message)
    {
        ProblemList problems = Validate(Documents.With(Documents.DefaultConfig, "/process/rlimits/0/hard", value));

        Assert.Equal(message, string.Join("", problems.Problems.Select(problem => problem.Message)));
    }

    [Theory]
    [InlineData("\"😀😀\"", 1)]
    [InlineData("\"😀é😀\"", 0)]
    public void The_length_of_a_text_is_in_characters(string text, int count)
    {
        var problems = new ProblemList();

        KeywordsSchema.Validate(Documents.Parse($"{{\"text\":{text}}}"), problems);

        Assert.Equal(count, problems.Count);
    }

    [Fact]
    public void A_long_value_is_cut_in_the_message()
    {
        ProblemList problems = Validate(
            Documents.With(Documents.DefaultConfig, "/ociVersion", $"\"{new string('x', 10_000)}\""));

        Assert.True(Assert.Single(problems.Problems).Message.Length < 150);
    }

    [Fact]
    public void Unknown_properties_are_named_with_what_was_probably_meant()
    {
        JsonValue config = Documents.Parse("""
            {
              "process": { "Args": [], "noNewPrivilege": true, "user": { "uidd": 1 } },
              "annotations": { "free": "" },
              "linux": { "resources": { "devices": [{ "deny": true }] }, "x-vendor": {} }
            }
            """);

        Assert.Equal(
            [
                "/process/Args: is not a property of the specification; did you mean \"args\"? (line 2, column 16)",
                "/process/noNewPrivilege: is not a property of the specification; did you mean \"noNewPrivileges\"? (line 2, column 28)",
                "/process/user/uidd: is not a property of the specification; did you mean \"uid\"? (line 2, column 62)",
                "/linux/resources/devices/0/deny: is not a property of the specification (line 4, column 43)",
                "/linux/x-vendor: is not a property of the specification (line 4, column 62)",
            ],
            UnknownProperties.Find(config).Select(problem => problem.ToString()));
        Assert.Empty(UnknownProperties.Find(Documents.Parse(Documents.DefaultConfig)));
    }

    [Fact]
    public void The_properties_of_all_parts_are_known()
    {
        var unknown = new ProblemList();

        KeywordsSchema.FindUnknown(Documents.Parse("""{"all":{"name":"","size":1,"own":true,"sizes":2}}"""), unknown);

        Assert.Equal("/all/sizes", Assert.Single(unknown.Problems).Pointer);
    }

    [Theory]
    [InlineData("""{"ociVersion":"1.3.0","id":"a","status":"created","pid":1,"bundle":"/b"}""", "")]
    [InlineData("""{"ociVersion":"1.3.0","id":"a","status":"paused","bundle":"/b","owner":"root"}""", "")]
    [InlineData("""{"ociVersion":"1.3.0","id":"a","status":"created","pid":-1,"bundle":"b"}""", "/pid /bundle")]
    public void A_state_is_checked(string state, string pointers)
    {
        var problems = new ProblemList();

        StateSchema.Validate(Documents.Parse(state), problems);

        Assert.Equal(pointers, string.Join(' ', problems.Problems.Select(problem => problem.Pointer)));
    }

    [Theory]
    [InlineData("""{"ociVersionMin":"1.0.0","ociVersionMax":"1.3.0","hooks":null,"linux":{"cgroup":{"v1":null,"v2":true}}}""", "")]
    [InlineData("""{"ociVersionMin":null,"hooks":[1],"linux":{"seccomp":{"enabled":"yes"}}}""", "/ociVersionMin /hooks/0 /linux/seccomp/enabled ")]
    public void Features_may_be_null_but_for_the_versions(string features, string pointers)
    {
        var problems = new ProblemList();

        FeaturesSchema.Validate(Documents.Parse(features), problems);

        Assert.Equal(pointers, string.Join(' ', problems.Problems.Select(problem => problem.Pointer)));
    }

    private static ProblemList Validate(string document)
    {
        var problems = new ProblemList();
        ConfigSchema.Validate(Documents.Parse(document), problems);
        return problems;
    }
}
