using System;
using System.Collections.Generic;
using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>Shows the container its cgroups (a mount of type <c>cgroup</c>).</summary>
/// <param name="Names">Controllers of each hierarchy, such as <c>cpu,cpuacct</c>; the one empty name is cgroup
/// v2.</param>
/// <param name="Paths">The container's directory in each hierarchy, on the host.</param>
/// <param name="Namespaced">With a cgroup namespace a new mount shows only the container's part; without one its
/// directory is bound.</param>
/// <param name="Label">The SELinux context of the directory that holds the hierarchies of version 1.</param>
internal sealed record MountCgroups(
    string Property, string Destination, ValueList<string> Names, ValueList<string> Paths, bool Namespaced, MountFlags Flags,
    string? Label)
    : InitStep(Property)
{
    public override StepTag Tag => StepTag.MountCgroups;

    public override Stage Stage => Stage.Mounts;

    public bool IsUnified => Names.Count == 1 && Names[0].Length == 0;

    public string FileSystem => IsUnified ? "cgroup2" : "cgroup";

    /// <summary>The name of a hierarchy's directory: name=systemd is known as systemd.</summary>
    public string DirectoryOf(int index) =>
        Names[index].StartsWith("name=", StringComparison.Ordinal) ? Names[index][5..] : Names[index];

    /// <summary>The links that lead to a directory that shows several controllers.</summary>
    public IEnumerable<string> LinksTo(int index) => Names[index].Contains(',', StringComparison.Ordinal) ? Names[index].Split(',') : [];

    /// <summary>What a new mount of a hierarchy is told.</summary>
    public IEnumerable<string> OptionsOf(int index)
    {
        if (IsUnified)
            yield break;
        foreach (string option in Names[index].Split(','))
        {
            if (option.StartsWith("name=", StringComparison.Ordinal))
                yield return "none";
            yield return option;
        }
    }

    public override string Describe() => IsUnified
        ? $"mount the container's cgroup on {Destination}"
        : $"mount the container's cgroups on {Destination} ({string.Join(' ', Names)})";

    public override void Run(InitContext context)
    {
        using Fd target = MountAttach.OpenTarget(context, Destination, isDirectory: true);
        if (IsUnified)
        {
            using Fd unified = OpenHierarchy(context, 0);
            Flags.Apply(unified, Destination);
            MountAttach.Attach(unified, target, Flags, Destination);
            return;
        }
        using Fd directory = MakeDirectory();
        Mounts.Attach(directory, target, Destination);
        for (int i = 0; i < Names.Count; i++)
            MountHierarchy(context, directory, i);
        Flags.Apply(directory, Destination);
        Flags.ApplyPropagation(directory, Destination);
    }

    private Fd MakeDirectory()
    {
        using Fd fileSystem = Mounts.OpenFileSystem("tmpfs");
        Mounts.SetSource(fileSystem, "tmpfs", "the cgroup directory");
        Mounts.SetOption(fileSystem, "mode=0755", "the cgroup directory");
        if (Label is not null)
            Mounts.SetOption(fileSystem, MountLabels.OptionOf(Label), "the cgroup directory");
        return Mounts.Create(fileSystem, MountAttributes.None, "the cgroup directory");
    }

    private void MountHierarchy(InitContext context, Fd directory, int index)
    {
        string name = DirectoryOf(index);
        using Fd hierarchy = OpenHierarchy(context, index);
        Flags.Apply(hierarchy, name);
        using Fd place = RootPath.MakeDirectories(directory, name);
        Mounts.Attach(hierarchy, place, $"{Destination}/{name}");
        foreach (string controller in LinksTo(index))
            CreateLink.Make(directory, controller, name);
    }

    private Fd OpenHierarchy(InitContext context, int index)
    {
        if (!Namespaced)
            return context.Isolate(Mounts.CloneTree(Paths[index], recursive: false), Paths[index]);
        string subject = $"{Destination}/{Names[index]}";
        using Fd fileSystem = Mounts.OpenFileSystem(FileSystem);
        Mounts.SetSource(fileSystem, "cgroup", subject);
        foreach (string option in OptionsOf(index))
            Mounts.SetOption(fileSystem, option, subject);
        return Mounts.Create(fileSystem, MountAttributes.None, subject);
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("destination", Destination);
        writer.Texts("controllers", Names);
        writer.Texts("paths", Paths);
        writer.Flag("namespaced", Namespaced);
        Flags.Write(writer);
        writer.Text("label", Label);
    }

    public static MountCgroups Read(string property, ref PlanReader reader) => new(
        property, reader.Text(), reader.Texts(), reader.Texts(), reader.Flag(), MountFlags.Read(ref reader), reader.OptionalText());
}
