using System;
using System.Collections.Generic;
using System.Linq;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>
/// Gives a network device of the host to the container's network namespace (config-linux.md, Network Devices).
/// </summary>
/// <remarks>
/// The kernel takes a device down and its addresses away when it moves; both are put back. It is never moved back from a
/// container that was made: with the last process of the namespace a physical device returns, a virtual one ends.
/// </remarks>
/// <param name="Name">The name in the container, or a pattern with <c>%d</c> that the kernel fills in.</param>
internal sealed record MoveNetworkDevice(string Property, string HostName, string Name) : ParentStep(Property)
{
    private bool IsPattern => Name.Contains("%d", StringComparison.Ordinal);

    public override string Kind => "moveNetworkDevice";

    public override string Describe() =>
        $"move network device {HostName} into the container{(Name == HostName ? "" : $" as {Name}")}, with its addresses";

    public override void Run(LaunchContext context)
    {
        Fd there = OpenNamespaceOfInit(context);
        using Fd here = NetworkNamespaceVisit.OpenOwn();
        if (Files.Status(there, HostName).IsSameFileAs(Files.Status(here, HostName)))
            throw Failure("the network namespace of the container is the host's own");
        using NetworkInterfaces host = NetworkInterfaces.Open();
        using NetworkInterfaces container = NetworkInterfaces.OpenIn(there);
        NetworkInterface device = host.All().Find(link => link.Name == HostName)
            ?? throw Failure("there is no such device", "ip link lists those that there are");
        List<NetworkInterface> taken = container.All();
        if (!IsPattern && taken.Exists(link => link.Name == Name))
            throw Failure($"the network namespace of the container has a device {Name} already");
        List<InterfaceAddress> addresses = host.LastingAddresses(device.Index);
        int index = FreeIndex(device.Index, taken);

        context.Rollback.Add(() => MoveBack(there, device, index, addresses));
        host.Move(device, there, Name, index);
        foreach (InterfaceAddress address in addresses)
            container.Add(index, address, Name);
        container.SetUp(index, Name);
    }

    // Kept open until the container is made: whatever becomes of init, the device can still be fetched from there.
    private static Fd OpenNamespaceOfInit(LaunchContext context) =>
        context.Rollback.Keep(Files.OpenAt(context.Proc.Value, $"{context.StartedInit.Pid}/ns/net", Files.ReadOnly));

    private RuntimeFailure Failure(string reason, string? hint = null) =>
        new("move network device", HostName, reason, null, hint);

    private static int FreeIndex(int wanted, List<NetworkInterface> taken) =>
        taken.Exists(link => link.Index == wanted) ? taken.Max(static link => link.Index) + 1 : wanted;

    private static void MoveBack(Fd there, NetworkInterface device, int index, List<InterfaceAddress> addresses)
    {
        using Fd here = NetworkNamespaceVisit.OpenOwn();
        using NetworkInterfaces container = NetworkInterfaces.OpenIn(there);
        if (container.All().Find(link => link.Index == index) is not { } moved)
            return;
        using NetworkInterfaces host = NetworkInterfaces.Open();
        int back = FreeIndex(device.Index, host.All());
        container.Move(moved, here, device.Name, back);
        foreach (InterfaceAddress address in addresses)
            host.Add(back, address, device.Name);
        if (device.IsUp)
            host.SetUp(back, device.Name);
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("hostName", HostName);
        writer.Text("name", Name);
    }
}
