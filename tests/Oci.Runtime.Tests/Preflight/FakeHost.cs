using System.Collections.Generic;
using Oci.Runtime.Interop;
using Oci.Runtime.Preflight;

namespace Oci.Runtime.Tests.Preflight;

/// <summary>A machine that is made up: what is not told does not exist. It keeps count of the questions.</summary>
internal sealed class FakeHost : IHostProbe
{
    private const uint DirectoryType = 0x4000;
    private const uint CharacterType = 0x2000;
    private const uint SocketType = 0xC000;

    private readonly Dictionary<string, FileStatus> _files = [];
    private readonly Dictionary<string, string> _texts = [];
    private readonly Dictionary<string, ulong?> _namespaces = [];

    /// <summary>The paths that were asked for, in order.</summary>
    public List<string> Asked { get; } = [];

    public ulong EffectiveCapabilities { get; set; } = ulong.MaxValue;

    public bool HasMountSetAttributes { get; set; } = true;

    public uint KnownSeccompFlags { get; set; } = uint.MaxValue;

    /// <summary>Every kind of namespace, the rootfs of the bundle, the usual devices.</summary>
    public static FakeHost Usual()
    {
        var host = new FakeHost().Directory("/bundle/rootfs");
        foreach (string kind in (string[])["pid", "net", "mnt", "ipc", "uts", "user", "cgroup", "time"])
            host.Text($"/proc/self/ns/{kind}", "");
        (string Name, uint Major, uint Minor)[] devices =
            [("null", 1, 3), ("zero", 1, 5), ("full", 1, 7), ("random", 1, 8), ("urandom", 1, 9), ("tty", 5, 0)];
        foreach ((string name, uint major, uint minor) in devices)
            host.Device($"/dev/{name}", major, minor);
        return host;
    }

    public FakeHost Without(string path)
    {
        _files.Remove(path);
        _texts.Remove(path);
        return this;
    }

    public FakeHost Directory(string path) => File(path, DirectoryType, 0);

    public FakeHost Socket(string path) => File(path, SocketType, 0);

    public FakeHost Device(string path, uint major, uint minor) =>
        File(path, CharacterType, Files.DeviceNumber(major, minor));

    public FakeHost Text(string path, string text)
    {
        _texts[path] = text;
        return File(path, 0x8000, 0);
    }

    public FakeHost Namespace(string path, ulong? type)
    {
        _namespaces[path] = type;
        return this;
    }

    private FakeHost File(string path, uint mode, ulong device)
    {
        _files[path] = new FileStatus(mode, 0, 0, device, 0, 0, 0);
        return this;
    }

    public FileStatus? Status(string path, out int errno)
    {
        Asked.Add(path);
        bool isThere = _files.TryGetValue(path, out FileStatus status);
        errno = isThere ? 0 : Errno.ENOENT;
        return isThere ? status : null;
    }

    public int CannotExecute(string path) => Status(path, out int errno) is null ? errno : 0;

    public string? Read(string path)
    {
        Asked.Add(path);
        return _texts.GetValueOrDefault(path);
    }

    public ulong? NamespaceType(string path, out int errno)
    {
        Asked.Add(path);
        errno = _namespaces.TryGetValue(path, out ulong? type) ? 0 : Errno.ENOENT;
        return type;
    }

    public bool KnowsSeccompFlags(uint flags) => (KnownSeccompFlags & flags) == flags;
}
