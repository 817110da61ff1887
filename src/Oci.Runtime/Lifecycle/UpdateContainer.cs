using System;
using System.Text;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Runtime.Resctrl;
using Oci.Runtime.State;
using Oci.Runtime.Systemd;
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
            throw new RuntimeFailure("update container", id, "container not running")
                .As(FailureCode.ContainerState);
        ContainerCgroups cgroups = ContainerCgroups.Of(container.Record!.Cgroups, HostFacts.Probe().Cgroups);
        ResctrlGroup? group = schemata.Count == 0 ? null : ResctrlGroup.Of(container.Record.Resctrl, schemata);
        CheckUsage(resources.Memory, cgroups);
        UnitRecord? unit = container.Record.Unit;
        using SystemdManager? manager = unit is null ? null : SystemdManager.Connect(unit.IsUser);
        if (manager is not null)
            resources = resources with { Cpu = ForSystemd(resources.Cpu, cgroups, () => manager.QuotaPeriodOf(unit!.Name)) };
        ValueList<CgroupSetting> settings = SettingsOf(resources, cgroups);
        ValueList<PlacedSetting> placed = cgroups.Place(settings);
        if (manager is not null)
            ChangeUnit(manager, unit!, resources, settings, cgroups, container.Freezer);
        CgroupLimits.Apply(placed);
        if (resources.Devices.Count > 0)
            cgroups.ChangeDevices(resources.Devices);
        group?.WriteSchemata();
    }

    // First, because systemd rounds some values, and what is written to the files after it is exact.
    private static void ChangeUnit(
        SystemdManager manager, UnitRecord unit, ResourcesSpec resources, ValueList<CgroupSetting> settings,
        ContainerCgroups cgroups, Freezer? freezer)
    {
        int version = manager.Facts(unit.IsUser).Version;
        ValueList<UnitProperty> properties = UnitDevices.WithoutStacked(UnitProperties.Of(settings, cgroups.IsV2, version));
        if (properties.Count > 0)
            manager.SetProperties(unit.Name, properties);
        if (resources.Devices.Count == 0 || cgroups.IsV2)
            return;
        // systemd takes every right away and gives them back one by one; nothing that runs may see that.
        bool wasFrozen = freezer?.IsFrozen() ?? true;
        try
        {
            if (!wasFrozen)
                freezer!.Freeze();
            manager.SetProperties(unit.Name, ContainerUnit.DevicesOf(DeviceRules.From(resources.Devices)));
            cgroups.ChangeDevices(resources.Devices);
        }
        finally
        {
            if (!wasFrozen)
                freezer!.Thaw();
        }
    }

    private static CpuSpec? ForSystemd(CpuSpec? cpu, ContainerCgroups cgroups, Func<ulong?> periodOfUnit)
    {
        if (cpu is null || cgroups.DirectoryOf("cpu") is not { } path)
            return cpu;
        // One that is not idle stays as it is: what stands for that in systemd is a weight.
        bool changesIdle = cpu.Idle is not 0 || FirstWord(Read($"{path}/cpu.idle")) == "1";
        return WithBandwidth(changesIdle ? cpu : cpu with { Idle = null }, path, cgroups.IsV2, periodOfUnit);
    }

    // systemd keeps the share of a processor, and a period that it was told of: whenever it hears of one of them it writes
    // quota and period both, the other one as it makes it up.
    private static CpuSpec WithBandwidth(CpuSpec cpu, string path, bool isV2, Func<ulong?> periodOfUnit)
    {
        if (cpu is { Quota: null or 0, Period: null or 0 })
            return cpu;
        string text = isV2
            ? Read($"{path}/cpu.max")
            : $"{FirstWord(Read($"{path}/cpu.cfs_quota_us"))} {FirstWord(Read($"{path}/cpu.cfs_period_us"))}";
        if (text.Split(' ', '\n') is not [var quota, var period, ..] || !ulong.TryParse(period, out ulong microseconds))
            return cpu;
        // Without a quota the file has the usual period as soon as systemd has written it anew.
        if ((cpu.Period is null or 0) && quota is "max" or "-1")
            microseconds = periodOfUnit() ?? microseconds;
        return cpu with
        {
            Quota = cpu.Quota is null or 0 ? long.TryParse(quota, out long time) ? time : -1 : cpu.Quota,
            Period = cpu.Period is null or 0 ? microseconds : cpu.Period,
        };
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
