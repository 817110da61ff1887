using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using Oci.Spec;

namespace Oci.Runtime.Interop;

/// <summary>A network interface, as far as moving it needs to know.</summary>
internal sealed record NetworkInterface(int Index, string Name, bool IsUp);

/// <summary>An address of an interface, in the form in which the kernel lists it and takes it back.</summary>
/// <param name="Attributes">Type and value of each attribute that is kept.</param>
internal sealed record InterfaceAddress(
    byte Family, byte PrefixLength, uint Flags, ValueList<(ushort Type, ValueList<byte> Value)> Attributes);

/// <summary>The network interfaces of a network namespace (rtnetlink(7)).</summary>
internal sealed class NetworkInterfaces : IDisposable
{
    private const uint Up = 1;
    private const ushort LinkName = 3;
    private const ushort LinkNamespace = 28;
    private const ushort LinkFilter = 29;
    private const ushort LinkNewIndex = 49;
    private const ushort AddressFlags = 8;

    // struct ifinfomsg and struct ifaddrmsg.
    private const int LinkBody = 16;
    private const int AddressBody = 8;

    private readonly RouteSocket _socket;

    private NetworkInterfaces(RouteSocket socket) => _socket = socket;

    /// <summary>Those of the calling thread's network namespace.</summary>
    public static NetworkInterfaces Open() => new(new RouteSocket());

    /// <summary>Those of another network namespace.</summary>
    public static NetworkInterfaces OpenIn(Fd networkNamespace)
    {
        using var visit = new NetworkNamespaceVisit(networkNamespace);
        return Open();
    }

    public List<NetworkInterface> All()
    {
        const uint WithoutStatistics = 8;
        RouteMessage request = RouteMessage.OfLink(RouteMessage.GetLink, RouteMessage.All, 0).Add(LinkFilter, WithoutStatistics);
        var links = new List<NetworkInterface>();
        foreach (byte[] answer in _socket.Ask(request, "list", "the network devices"))
        {
            if (answer.Length >= LinkBody && RouteMessage.TryFind(answer.AsSpan(LinkBody), LinkName, out ReadOnlySpan<byte> name))
                links.Add(new NetworkInterface(IndexIn(answer), Encoding.UTF8.GetString(name.TrimEnd((byte)0)), IsUpIn(answer)));
        }
        return links;

        static int IndexIn(ReadOnlySpan<byte> answer) => BinaryPrimitives.ReadInt32LittleEndian(answer[4..]);

        static bool IsUpIn(ReadOnlySpan<byte> answer) => (BinaryPrimitives.ReadUInt32LittleEndian(answer[8..]) & Up) != 0;
    }

    /// <summary>
    /// The addresses that a move keeps: permanent ones (IFA_F_PERMANENT) of global scope (RT_SCOPE_UNIVERSE).
    /// </summary>
    public List<InterfaceAddress> LastingAddresses(int index)
    {
        var request = new RouteMessage(RouteMessage.GetAddress, RouteMessage.All, new byte[AddressBody]);
        var addresses = new List<InterfaceAddress>();
        foreach (byte[] answer in _socket.Ask(request, "list", "the network addresses"))
        {
            if (answer.Length >= AddressBody && BinaryPrimitives.ReadInt32LittleEndian(answer.AsSpan(4)) == index
                && ParseLasting(answer) is { } address)
                addresses.Add(address);
        }
        return addresses;
    }

    /// <summary>One entry of the kernel's list, if its address lasts.</summary>
    public static InterfaceAddress? ParseLasting(ReadOnlySpan<byte> entry)
    {
        const uint Permanent = 0x80;
        const byte ScopeUniverse = 0;
        // Those that somebody chose; the others (secondary, tentative, deprecated…) are the kernel's own findings.
        const uint Chosen = 0x02 | 0x10 | 0x100 | 0x200 | 0x400;
        ReadOnlySpan<byte> attributes = entry[AddressBody..];
        uint flags = RouteMessage.TryFind(attributes, AddressFlags, out ReadOnlySpan<byte> all)
            ? BinaryPrimitives.ReadUInt32LittleEndian(all)
            : entry[2];
        if ((flags & Permanent) == 0 || entry[3] != ScopeUniverse)
            return null;
        // IFA_ADDRESS, IFA_LOCAL, IFA_BROADCAST, IFA_CACHEINFO (lifetimes), IFA_RT_PRIORITY, IFA_PROTO. Not IFA_LABEL,
        // which repeats the name of the device.
        var kept = new List<(ushort, ValueList<byte>)>();
        foreach (ushort type in (ReadOnlySpan<ushort>)[1, 2, 4, 6, 9, 11])
        {
            if (RouteMessage.TryFind(attributes, type, out ReadOnlySpan<byte> value))
                kept.Add((type, ValueList.Create(value)));
        }
        return new InterfaceAddress(entry[0], entry[1], flags & Chosen, [.. kept]);
    }

    public void Add(int index, InterfaceAddress address, string subject)
    {
        Span<byte> body = stackalloc byte[AddressBody];
        body.Clear();
        body[0] = address.Family;
        body[1] = address.PrefixLength;
        BinaryPrimitives.WriteInt32LittleEndian(body[4..], index);
        var request = new RouteMessage(RouteMessage.NewAddress, RouteMessage.Create, body);
        request.Add(AddressFlags, address.Flags);
        foreach ((ushort type, ValueList<byte> value) in address.Attributes)
            request.Add(type, value.AsSpan());
        _socket.Ask(request, "set an address of network device", subject);
    }

    /// <summary>
    /// Moves a device to another namespace under a name, which may be a pattern such as <c>eth%d</c>.
    /// </summary>
    /// <param name="newIndex">A free index there, by which the device will be known.</param>
    public void Move(NetworkInterface device, Fd networkNamespace, string name, int newIndex)
    {
        RouteMessage request = RouteMessage.OfLink(RouteMessage.NewLink, 0, device.Index)
            .Add(LinkNamespace, networkNamespace.Value)
            .Add(LinkName, name)
            .Add(LinkNewIndex, newIndex);
        _socket.Ask(request, "move network device", device.Name);
    }

    public void SetUp(int index, string subject) =>
        _socket.Ask(RouteMessage.OfLink(RouteMessage.NewLink, 0, index, Up, Up), "set up network device", subject);

    public void Dispose() => _socket.Dispose();
}
