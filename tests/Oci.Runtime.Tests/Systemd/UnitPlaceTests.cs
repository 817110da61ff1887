using Oci.Runtime.Systemd;
using Xunit;

namespace Oci.Runtime.Tests.Systemd;

public sealed class UnitPlaceTests
{
    [Theory]
    [InlineData(null, false, "system.slice/ociruntime-ID.scope")]
    [InlineData("", false, "system.slice/ociruntime-ID.scope")]
    [InlineData(null, true, "user.slice/ociruntime-ID.scope")]
    [InlineData("machine.slice:libpod:abc", false, "machine.slice/libpod-abc.scope")]
    [InlineData("machine.slice::abc", false, "machine.slice/abc.scope")]
    [InlineData(":docker:abc", false, "system.slice/docker-abc.scope")]
    [InlineData(":docker:abc", true, "user.slice/docker-abc.scope")]
    [InlineData("-.slice:a:b", false, "a-b.scope")]
    [InlineData("a-b.slice:c:d", false, "a.slice/a-b.slice/c-d.scope")]
    [InlineData(
        "kubepods-besteffort-pod1_2.slice:cri:x", false,
        "kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod1_2.slice/cri-x.scope")]
    public void A_scope_is_in_its_slice_and_that_in_the_slices_of_its_name(string? cgroupsPath, bool isUser, string path) =>
        Assert.Equal(path, UnitPlace.Of(cgroupsPath, "ID", isUser).Path);

    [Fact]
    public void An_id_with_a_sign_that_no_unit_may_have_is_escaped() =>
        Assert.Equal("ociruntime-a\\x2bb.scope", UnitPlace.Of(null, "a+b", isUser: false).Name);

    [Theory]
    [InlineData("/a/b", "expected cgroupsPath to be of format \"slice:prefix:name\" for systemd cgroups")]
    [InlineData("a.slice:b", "expected cgroupsPath to be of format")]
    [InlineData("a.slice:b:", "expected cgroupsPath to be of format")]
    [InlineData("a.slice:b:c:d", "expected cgroupsPath to be of format")]
    [InlineData("a:b:c", "it is no name of a slice")]
    [InlineData(".slice:b:c", "it is no name of a slice")]
    [InlineData("-a.slice:b:c", "it is no name of a slice")]
    [InlineData("a-.slice:b:c", "it is no name of a slice")]
    [InlineData("a--b.slice:b:c", "it is no name of a slice")]
    [InlineData("a/b.slice:b:c", "the name of a unit cannot have the character \"/\"")]
    [InlineData("a.slice:../b:c", "the name of a unit cannot have the character \"/\"")]
    [InlineData("a.slice:b:c.slice", "a slice holds units, not processes")]
    public void A_path_of_another_form_is_refused(string cgroupsPath, string message)
    {
        var failure = Assert.Throws<RuntimeFailure>(() => UnitPlace.Of(cgroupsPath, "ID", isUser: false));

        Assert.Contains(message, failure.Message);
        Assert.Equal("/linux/cgroupsPath", failure.Pointer);
    }

    [Fact]
    public void A_name_is_no_longer_than_systemd_takes()
    {
        _ = UnitPlace.Of("::" + new string('a', 249), "ID", isUser: false);
        Assert.Throws<RuntimeFailure>(() => UnitPlace.Of("::" + new string('a', 250), "ID", isUser: false));
    }
}
