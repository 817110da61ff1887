using Oci.Runtime.Planning;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Planning;

public sealed class BundlePathsTests
{
    [Theory]
    [InlineData("/b", "rootfs", "/b/rootfs")]
    [InlineData("/b", "/rootfs", "/rootfs")]
    [InlineData("/b", "../up", "/b/../up")]
    [InlineData("/", "rootfs", "/rootfs")]
    public void A_relative_path_begins_at_the_bundle(string bundle, string path, string expected) =>
        Assert.Equal(expected, BundlePaths.Resolve(bundle, path));

    [Fact]
    public void A_rootfs_that_is_not_named_lies_in_the_bundle() =>
        Assert.Equal("/b/rootfs", BundlePaths.Rootfs("/b", new ContainerSpec { OciVersion = "1.3.0" }));

    [Fact]
    public void The_rootfs_may_lie_elsewhere() => Assert.Equal(
        "/r", BundlePaths.Rootfs("/b", new ContainerSpec { OciVersion = "1.3.0", Root = new RootSpec { Path = "/r" } }));
}
