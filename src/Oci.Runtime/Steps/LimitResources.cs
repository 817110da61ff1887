using System.Collections.Generic;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>Hands the controllers of cgroup v2 down to the container's cgroup.</summary>
internal sealed record EnableControllers(string MountPoint, string Path) : ParentStep("/linux/cgroupsPath")
{
    public override string Kind => "enableControllers";

    public override string Describe() => $"hand controllers down to {Path}";

    public override void Run(LaunchContext context) => CgroupControllers.HandDown(MountPoint, Path);

    public override void Write(StepWriter writer)
    {
        writer.Text("mountPoint", MountPoint);
        writer.Text("path", Path);
    }
}

/// <summary><c>linux.resources</c> but its devices: limits of the container's cgroup.</summary>
internal sealed record LimitResources(ValueList<PlacedSetting> Settings) : ParentStep("/linux/resources")
{
    public override string Kind => "limitResources";

    public override string Describe() => $"limit resources: {string.Join(", ", Writes(withDirectory: false))}";

    public override void Run(LaunchContext context) => CgroupLimits.Apply(Settings);

    public override void Write(StepWriter writer) => writer.Texts("writes", [.. Writes(withDirectory: true)]);

    private List<string> Writes(bool withDirectory)
    {
        var writes = new List<string>();
        foreach (PlacedSetting placed in Settings)
        {
            FileChoice choice = placed.Setting.Choices[0];
            string name = withDirectory ? $"{placed.Directory}/{choice.Name}" : choice.Name;
            writes.Add($"{name} = {choice.Value}");
        }
        return writes;
    }
}
