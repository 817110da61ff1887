using System;
using System.IO;
using Oci.Cli.Parsing;
using Oci.Runtime;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Tmds.Linux;

namespace Oci.Cli;

/// <summary>Decides which directory holds the state of all containers.</summary>
internal static class StateRootPath
{
    private const string Name = "ociruntime";
    private const uint OwnerOnly = 0x1C0;
    private const uint Permissions = 0xFFF;

    /// <summary>The directory of <c>--root</c>, made absolute, or the caller's default.</summary>
    public static string Resolve(string? given) => given is null ? Default() : Absolute(given, WorkingDirectory);

    /// <summary>An absolute path without <c>.</c>, <c>..</c> and a slash at its end.</summary>
    internal static string Absolute(string given, Func<string> workingDirectory)
    {
        if (given.Length == 0)
            throw UsageException.InvalidValue(given, "--root", "a directory");
        string path = given[0] == '/' ? Path.GetFullPath(given) : Path.GetFullPath(given, workingDirectory());
        path = Path.TrimEndingDirectorySeparator(path);
        return path == "/" ? throw UsageException.InvalidValue(given, "--root", "a directory of its own, not /") : path;
    }

    private static string Default()
    {
        uint user = Processes.EffectiveUserId;
        string? runtimeDirectory = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        if (user == 0 || !string.IsNullOrEmpty(runtimeDirectory))
            return Default(user, runtimeDirectory, Environment.GetEnvironmentVariable("USER"), IsInUserNamespace);
        return UsersOwn(user);
    }

    // A user without a session, such as one that su(1) or a job of CI has become.
    private static string UsersOwn(uint user)
    {
        string session = $"/run/user/{user}";
        if (Files.TryStatus(session, out _) is { IsDirectory: true } status && status.Uid == user)
            return $"{session}/{Name}";
        string own = $"/tmp/{Name}-{user}";
        Files.MakeDirectory(Fd.WorkingDirectory, own, OwnerOnly);
        // Everybody may make things in /tmp. Once it is ours nobody else can put another one in its place.
        bool isOurs = Files.TryStatusAt(Fd.WorkingDirectory, own, out _) is { IsDirectory: true } made
            && made.Uid == user && (made.Mode & Permissions) == OwnerOnly;
        return isOurs ? own : throw new RuntimeFailure(
            "keep state in", own, "it is not a directory that only you may use", null, "set XDG_RUNTIME_DIR, or give --root");
    }

    /// <summary>
    /// Who is not root has a runtime directory (XDG Base Directory Specification). So has a user who is root only
    /// inside a user namespace; that it is one who became root there, not a container's own root, runc tells by USER.
    /// Without one there is the directory that systemd makes for a session, or a user's own below /tmp.
    /// </summary>
    internal static string Default(
        uint effectiveUser, string? runtimeDirectory, string? user, Func<bool> isInUserNamespace)
    {
        bool isPrivate = !string.IsNullOrEmpty(runtimeDirectory)
            && (effectiveUser != 0 || (user != "root" && isInUserNamespace()));
        return isPrivate ? $"{runtimeDirectory}/{Name}" : $"/run/{Name}";
    }

    private static bool IsInUserNamespace()
    {
        using Fd? map = Files.TryOpen("/proc/self/uid_map", Files.ReadOnly, out _);
        return map is not null && !HostFacts.IsInitialUserNamespace(Files.ReadAll(map, "/proc/self/uid_map"));
    }

    private static string WorkingDirectory() =>
        Processes.TryGetWorkingDirectory() is ['/', ..] path
            ? path
            : throw new RuntimeFailure(
                "use", "the working directory", "it does not exist any more", null, "give --root an absolute path");
}
