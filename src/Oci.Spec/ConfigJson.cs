using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Oci.Spec;

/// <summary>Reads config.json.</summary>
public static class ConfigJson
{
    public static ContainerSpec Read(ReadOnlySpan<byte> utf8, string document)
    {
        using JsonDocument json = JsonDocument.Parse(utf8.ToArray());
        JsonElement e = json.RootElement;
        return new ContainerSpec
        {
            OciVersion = S(e, "ociVersion")!,
            Root = O(e, "root") is { } root ? new RootSpec { Path = S(root, "path")!, Readonly = B(root, "readonly") } : null,
            Mounts = L(e, "mounts", m => new MountSpec { Destination = S(m, "destination")!, Type = S(m, "type"), Source = S(m, "source"), Options = Ss(m, "options") }),
            Hostname = S(e, "hostname"), Domainname = S(e, "domainname"),
            Process = O(e, "process") is { } p ? Process(p) : null,
            Linux = O(e, "linux") is { } l ? Linux(l) : null,
            Annotations = Map(e, "annotations"),
        };
    }
    private static ProcessSpec Process(JsonElement p) => new()
    {
        Terminal = B(p, "terminal"), Cwd = S(p, "cwd")!, Env = Ss(p, "env"), Args = Ss(p, "args"), NoNewPrivileges = B(p, "noNewPrivileges"),
        ConsoleSize = O(p, "consoleSize") is { } c ? new ConsoleSize((ushort)N(c, "height")!, (ushort)N(c, "width")!) : null,
        OomScoreAdj = (int?)N(p, "oomScoreAdj"),
        Rlimits = L(p, "rlimits", r => new Rlimit(S(r, "type")!, r.GetProperty("soft").GetUInt64(), r.GetProperty("hard").GetUInt64())),
        Capabilities = O(p, "capabilities") is { } k ? new CapabilitiesSpec { Bounding = Ss(k, "bounding"), Effective = Ss(k, "effective"), Inheritable = Ss(k, "inheritable"), Permitted = Ss(k, "permitted"), Ambient = Ss(k, "ambient") } : null,
        User = O(p, "user") is { } u ? new UserSpec { Uid = (uint)(N(u, "uid") ?? 0), Gid = (uint)(N(u, "gid") ?? 0), Umask = (uint?)N(u, "umask"), AdditionalGids = L(u, "additionalGids", g => g.GetUInt32()) } : new UserSpec(),
    };
    private static LinuxSpec Linux(JsonElement l) => new()
    {
        Namespaces = L(l, "namespaces", n => new NamespaceSpec(Enum.Parse<NamespaceKind>(S(n, "type")!, true), S(n, "path"))),
        UidMappings = L(l, "uidMappings", Map1), GidMappings = L(l, "gidMappings", Map1),
        TimeOffsets = O(l, "timeOffsets") is { } t ? new TimeOffsetsSpec(Off(t, "monotonic"), Off(t, "boottime")) : null,
        Devices = L(l, "devices", d => new DeviceSpec { Path = S(d, "path")!, Type = S(d, "type")![0], Major = N(d, "major"), Minor = N(d, "minor"), FileMode = (uint?)N(d, "fileMode"), Uid = (uint?)N(d, "uid"), Gid = (uint?)N(d, "gid") }),
        CgroupsPath = S(l, "cgroupsPath"),
        Resources = O(l, "resources") is { } r ? new ResourcesSpec { Devices = L(r, "devices", d => new DeviceRule(B(d, "allow"), (S(d, "type") ?? "a")[0], N(d, "major"), N(d, "minor"), S(d, "access") ?? "rwm")) } : null,
        Sysctl = Map(l, "sysctl"), RootfsPropagation = S(l, "rootfsPropagation"), MaskedPaths = Ss(l, "maskedPaths"), ReadonlyPaths = Ss(l, "readonlyPaths"),
    };
    private static IdMapping Map1(JsonElement m) => new((uint)N(m, "containerID")!, (uint)N(m, "hostID")!, (uint)N(m, "size")!);
    private static TimeOffset? Off(JsonElement t, string n) => O(t, n) is { } o ? new TimeOffset(N(o, "secs") ?? 0, (uint)(N(o, "nanosecs") ?? 0)) : null;
    private static JsonElement? O(JsonElement e, string n) => e.TryGetProperty(n, out JsonElement v) ? v : null;
    private static string? S(JsonElement e, string n) => O(e, n)?.GetString();
    private static bool B(JsonElement e, string n) => O(e, n)?.GetBoolean() ?? false;
    private static long? N(JsonElement e, string n) => O(e, n)?.GetInt64();
    private static ValueList<string> Ss(JsonElement e, string n) => L(e, n, s => s.GetString()!);
    private static ValueList<T> L<T>(JsonElement e, string n, Func<JsonElement, T> f)
    {
        if (O(e, n) is not { } a) return [];
        var list = new List<T>();
        foreach (JsonElement i in a.EnumerateArray()) list.Add(f(i));
        return [.. list];
    }
    private static ValueList<NamedValue> Map(JsonElement e, string n)
    {
        if (O(e, n) is not { } a) return [];
        var list = new List<NamedValue>();
        foreach (JsonProperty i in a.EnumerateObject()) list.Add(new NamedValue(i.Name, i.Value.GetString()!));
        return [.. list];
    }
}
