using System;
using System.Buffers.Binary;
using System.Linq;
using Oci.Runtime.Interop;
using Xunit;

namespace Oci.Runtime.Tests.Interop;

/// <summary>What is understood of the kernel's list of addresses (rtnetlink(7)).</summary>
public sealed class NetworkInterfacesTests
{
    private const uint Permanent = 0x80;
    private const uint NoPrefixRoute = 0x200;

    [Fact]
    public void A_permanent_global_address_is_kept_with_the_flags_that_somebody_chose()
    {
        const uint Tentative = 0x40;
        InterfaceAddress? address = NetworkInterfaces.ParseLasting(Entry(0, Permanent | Tentative | NoPrefixRoute));

        Assert.Equal((2, 24, NoPrefixRoute), (address!.Family, address.PrefixLength, address.Flags));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(253, Permanent)]
    [InlineData(254, Permanent)]
    public void Addresses_that_expire_and_those_of_a_smaller_scope_are_left_out(byte scope, uint flags) =>
        Assert.Null(NetworkInterfaces.ParseLasting(Entry(scope, flags)));

    [Fact]
    public void Addresses_are_kept_and_the_name_of_the_device_is_not()
    {
        const ushort Local = 2;
        const ushort Label = 3;
        byte[] entry =
        [
            .. Entry(0, Permanent), .. Attribute(Label, "eth0\0"u8), .. Attribute(Local, [10, 0, 0, 1]),
        ];

        InterfaceAddress address = NetworkInterfaces.ParseLasting(entry)!;

        Assert.Equal([Local], address.Attributes.Select(static kept => kept.Type));
        Assert.Equal([10, 0, 0, 1], address.Attributes[0].Value);
    }

    [Fact]
    public void An_entry_without_long_flags_has_short_ones()
    {
        byte[] entry = [2, 8, 0x80, 0, 1, 0, 0, 0];

        Assert.NotNull(NetworkInterfaces.ParseLasting(entry));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 2, 0 })]
    [InlineData(new byte[] { 9, 0, 2, 0, 1 })]
    [InlineData(new byte[] { 4, 0 })]
    public void A_list_of_attributes_that_is_cut_short_ends_there(byte[] attributes) =>
        Assert.False(RouteMessage.TryFind(attributes, 2, out _));

    private static byte[] Entry(byte scope, uint flags)
    {
        byte[] value = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(value, flags);
        return [2, 24, (byte)flags, scope, 7, 0, 0, 0, .. Attribute(8, value)];
    }

    private static byte[] Attribute(ushort type, ReadOnlySpan<byte> value)
    {
        int length = 4 + value.Length;
        return [(byte)length, 0, (byte)type, 0, .. value, .. new byte[RouteMessage.Aligned(length) - length]];
    }
}
