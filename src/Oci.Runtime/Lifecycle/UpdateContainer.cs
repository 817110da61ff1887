using System.Text;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Runtime.Resctrl;
using Oci.Runtime.State;
using Oci.Spec;

namespace Oci.Runtime.Lifecycle;

/// <summary>Changes the limits of a container that is there.</summary>
public static class UpdateContainer
{
    /// <param name="resources">What is null in it stays as it is.</param>
    /// <param name="schemata">Lines for the container's group in resctrl.</param>
    /// <exception cref="RuntimeFailure">The container has ended, or the kernel refuses a value; those before it have
    /// been changed.</exception>
    public static void Run(string stateRoot, string id, ResourcesSpec resources, ValueList<string> schemata)
    {
        using ContainerHandle container = ContainerHandle.Open(stateRoot, id);
        if (!container.TryLock())
            throw StateDirectory.DoesNotExist(id);
        if (container.Status() is ContainerStatus.Stopped or ContainerStatus.Creating)
            throw new RuntimeFailure("update container", id, "container not running");
        ContainerCgroups cgroups = ContainerCgroups.Of(container.Record!.Cgroups, HostFacts.Probe().Cgroups);
        ResctrlGroup? group = schemata.Count == 0 ? null : ResctrlGroup.Of(container.Record.Resctrl, schemata);
        CheckUsage(resources.Memory, cgroups);
        CgroupLimits.Apply(cgroups.Place(SettingsOf(resources, cgroups)));
        if (resources.Devices.Count > 0)
            cgroups.ChangeDevices(resources.Devices);
        group?.WriteSchemata();
    }

    private static ValueList<CgroupSetting> SettingsOf(ResourcesSpec resources, ContainerCgroups cgroups) =>
        cgroups.IsV2
            ? V2Settings.Of(resources, FirstWord(Read($"{cgroups.Paths[0]}/cpu.max")) is { Length: > 0 } quota ? quota : "max")
            : V1Settings.Of(resources);

    // memory.checkBeforeUpdate: version 2 takes a limit below what is in use, and kills processes until it holds.
    private static void CheckUsage(MemorySpec? memory, ContainerCgroups cgroups)
    {
        if (memory is not { CheckBeforeUpdate: true, Limit: > 0 and var limit } || !cgroups.IsV2)
            return;
        string text = FirstWord(Read($"{cgroups.Paths[0]}/memory.current"));
        if (long.TryParse(text, out long usage) && usage > limit)
        {
            throw new RuntimeFailure(
                "limit memory to", $"{limit}", $"{usage} bytes are in use", CgroupSettingList.PointerOf("/memory/limit"),
                "leave checkBeforeUpdate out to let the kernel kill processes until the limit holds");
        }
    }

    private static string FirstWord(string text) => text.Split(' ', '\n')[0];

    private static string Read(string path)
    {
        using Fd? file = Files.TryOpen(path, Files.ReadOnly, out _);
        return file is null ? "" : Encoding.ASCII.GetString(Files.ReadAll(file, path));
    }
}
