using System;
using System.IO;
using System.Linq;

namespace Oci.Conformance.Harness;

/// <summary>A container's cgroup as the host sees it, on whichever version the machine has.</summary>
public static class CgroupFiles
{
    private const string Root = "/sys/fs/cgroup";

    /// <summary>Whether version 2 has the controllers.</summary>
    public static bool IsV2 { get; } = File.Exists($"{Root}/cgroup.controllers");

    /// <summary>Whether containers can use a controller here.</summary>
    public static bool Has(string controller) => IsV2
        ? File.ReadAllText($"{Root}/cgroup.controllers").Split(' ', '\n').Contains(NameInV2(controller))
        : Directory.Exists($"{Root}/{controller}");

    /// <summary>Skip the test where the machine lacks a controller.</summary>
    public static void Need(string controller) => Assert.SkipUnless(Has(controller), $"no controller {controller} here");

    /// <summary>The path of a file, in the hierarchy of its controller.</summary>
    public static string CgroupFile(this Container container, string controller, string file)
    {
        string[] lines = File.ReadAllLines($"/proc/{container.Pid}/cgroup");
        string line = lines.Single(line => IsV2
            ? line.StartsWith("0::", StringComparison.Ordinal) : line.Split(':')[1].Split(',').Contains(controller));
        string path = line.Split(':', 3)[2];
        return $"{Root}/{(IsV2 ? "" : controller)}{path}/{file}";
    }

    /// <summary>What a file says, of the name that it has in this machine's version.</summary>
    public static string ReadCgroup(this Container container, string controller, string v1, string v2) =>
        File.ReadAllText(container.CgroupFile(controller, IsV2 ? v2 : v1)).Trim();

    private static string NameInV2(string controller) => controller switch
    {
        "blkio" => "io",
        "cpuacct" => "cpu",
        _ => controller,
    };
}
