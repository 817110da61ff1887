namespace Oci.Runtime.Planning;

/// <summary>Sockets that a service manager has opened for the container's process (sd_listen_fds(3)).</summary>
/// <param name="Count">How many: descriptors 3, 4, …</param>
/// <param name="Names">Their names, divided by colons; null when they have none.</param>
public sealed record SocketActivation(int Count, string? Names);
