using System;

namespace Oci.Integration.Tests.Faults;

/// <summary>Calls of <c>create</c> that may fail without the container being less than what was asked for.</summary>
internal static class ToleratedCall
{
    /// <summary>What .NET looks at when it starts: processors, caches, memory limits, its own map.</summary>
    private static readonly string[] StartUpFiles =
        ["/sys/devices/system/", "/sys/fs/cgroup/", "/proc/self/", "/proc/meminfo", "/dev/urandom"];

    public static bool Is(TracedCall call) => call switch
    {
        { Name: "openat", Subject: { } path } when Array.Exists(StartUpFiles, path.StartsWith) => true,

        // What the kernel allows is asked in advance; where it does not say, the call itself will.
        { Role: Role.Parent, Name: "openat", Subject: { } path } when path.StartsWith("/proc/sys/", StringComparison.Ordinal) => true,

        // The program is sealed by an overlay, and where there is none by a copy in memory.
        { Role: Role.Parent, Name: "fsopen" or "fsconfig" or "fsmount" or "mount_setattr" } => true,
        { Role: Role.Parent, Name: "openat", Subject: "ociruntime" } => true,

        // The working directory is made if it is missing; whether it is there then, the change to it says.
        { Role: Role.Init, Name: "openat2", Subject: "/" } => true,

        // Whether a file is there already; making it exclusively says it as well.
        { Role: Role.Init, Name: "openat2", Subject: { } name } when !name.Contains('/', StringComparison.Ordinal) => true,

        // HOME is looked up for the user; an image without the file is no error either.
        { Role: Role.Init, Name: "openat2", Subject: "/etc/passwd" } => true,

        // The container's user gets its standard streams, unless their file system does not let it.
        { Role: Role.Init, Name: "fchown" } => true,
        _ => false,
    };
}
