using System.Collections.Generic;
using Oci.Runtime.Planning;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Planning;

/// <summary>Capabilities that can be had, and warnings of the others.</summary>
public sealed class GrantedCapabilitiesTests
{
    private const ulong Chown = 1 << 0;
    private const ulong Kill = 1 << 5;
    private const ulong All = ulong.MaxValue;

    private readonly List<string> _warnings = [];

    [Fact]
    public void What_can_be_had_is_granted_without_a_word()
    {
        ValueList<string> names = ["CAP_CHOWN", "CAP_KILL"];
        var spec = new CapabilitiesSpec
        {
            Bounding = names, Effective = ["CAP_KILL"], Permitted = names, Inheritable = names, Ambient = ["CAP_CHOWN"],
        };

        Assert.Equal(
            new GrantedCapabilities(Chown | Kill, Kill, Chown | Kill, Chown | Kill, Chown),
            GrantedCapabilities.Of(spec, Chown | Kill, isRoot: false, _warnings.Add));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void A_name_that_no_kernel_knows_is_warned_of_once()
    {
        ValueList<string> names = ["CAP_OFF", "CAP_KILL"];

        GrantedCapabilities granted = GrantedCapabilities.Of(
            new CapabilitiesSpec { Bounding = names, Effective = names, Permitted = names }, All, isRoot: false, _warnings.Add);
        Assert.Equal(new GrantedCapabilities(Kill, Kill, Kill, 0, 0), granted);
        Assert.Equal(["ignoring unknown capability CAP_OFF"], _warnings);
    }

    [Fact]
    public void What_the_runtime_has_not_is_warned_of_once()
    {
        ValueList<string> names = ["CAP_CHOWN", "CAP_KILL"];
        GrantedCapabilities.Of(
            new CapabilitiesSpec { Bounding = names, Effective = names, Permitted = names, Inheritable = names, Ambient = names },
            Kill, isRoot: false, _warnings.Add);

        Assert.Equal(["cannot grant CAP_CHOWN: not held by the runtime itself"], _warnings);
    }

    [Fact]
    public void Several_are_told_in_one_line()
    {
        GrantedCapabilities.Of(new CapabilitiesSpec { Bounding = ["CAP_KILL", "CAP_CHOWN"] }, 0, isRoot: true, _warnings.Add);

        Assert.Equal(["cannot grant CAP_CHOWN, CAP_KILL: not held by the runtime itself"], _warnings);
    }

    [Fact]
    public void Root_misses_no_ambient_capability()
    {
        var spec = new CapabilitiesSpec { Bounding = ["CAP_KILL"], Permitted = ["CAP_KILL"], Ambient = ["CAP_KILL"] };

        Assert.Equal(new GrantedCapabilities(Kill, 0, Kill, 0, 0), GrantedCapabilities.Of(spec, All, isRoot: true, _warnings.Add));
        Assert.Empty(_warnings);
        GrantedCapabilities.Of(spec, All, isRoot: false, _warnings.Add);
        Assert.Single(_warnings);
    }

    [Fact]
    public void Sets_are_cut_to_what_the_kernel_takes()
    {
        ValueList<string> names = ["CAP_CHOWN", "CAP_KILL"];
        var spec = new CapabilitiesSpec
        {
            Bounding = ["CAP_KILL"], Permitted = ["CAP_KILL"], Effective = names, Inheritable = names, Ambient = names,
        };

        Assert.Equal(
            new GrantedCapabilities(Kill, Kill, Kill, Kill, Kill), GrantedCapabilities.Of(spec, All, isRoot: false, _warnings.Add));
        Assert.Equal(
            [
                "cannot grant effective CAP_CHOWN: not permitted",
                "cannot grant inheritable CAP_CHOWN: not in the bounding set",
                "cannot grant ambient CAP_CHOWN: not both permitted and inheritable",
            ],
            _warnings);
    }
}
