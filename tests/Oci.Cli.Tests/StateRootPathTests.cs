using System;
using Oci.Cli.Parsing;
using Xunit;

namespace Oci.Cli.Tests;

public class StateRootPathTests
{
    private const string RunUser = "/run/user/1000";

    [Theory]
    [InlineData(0u, null, "root", false, "/run/ociruntime")]
    [InlineData(0u, RunUser, "root", false, "/run/ociruntime")]
    [InlineData(0u, RunUser, "jane", false, "/run/ociruntime")]
    [InlineData(0u, RunUser, "root", true, "/run/ociruntime")]
    [InlineData(0u, RunUser, "jane", true, "/run/user/1000/ociruntime")]
    [InlineData(0u, RunUser, null, true, "/run/user/1000/ociruntime")]
    [InlineData(1000u, RunUser, "jane", false, "/run/user/1000/ociruntime")]
    [InlineData(1000u, RunUser, "root", false, "/run/user/1000/ociruntime")]
    [InlineData(1000u, null, "jane", false, "/run/ociruntime")]
    [InlineData(1000u, "", "jane", false, "/run/ociruntime")]
    public void The_default_depends_on_who_asks(
        uint user, string? runtimeDirectory, string? name, bool isInUserNamespace, string expected) =>
        Assert.Equal(expected, StateRootPath.Default(user, runtimeDirectory, name, () => isInUserNamespace));

    [Theory]
    [InlineData("/run/x", "/run/x")]
    [InlineData("/run/x/", "/run/x")]
    [InlineData("/run/./y/../x", "/run/x")]
    [InlineData("x", "/home/x")]
    [InlineData("../x", "/x")]
    [InlineData(".", "/home")]
    public void A_given_root_is_made_absolute(string given, string expected) =>
        Assert.Equal(expected, StateRootPath.Absolute(given, () => "/home"));

    [Fact]
    public void The_working_directory_is_not_asked_for_when_the_root_is_absolute() =>
        Assert.Equal("/run/x", StateRootPath.Absolute("/run/x", () => throw new InvalidOperationException()));

    [Theory]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("/..")]
    [InlineData("..")]
    [InlineData("")]
    public void The_root_of_the_file_system_and_no_directory_are_refused(string given)
    {
        var failure = Assert.Throws<UsageException>(() => StateRootPath.Absolute(given, () => "/home"));

        Assert.StartsWith($"invalid value \"{given}\" for flag --root", failure.Message, StringComparison.Ordinal);
    }
}
