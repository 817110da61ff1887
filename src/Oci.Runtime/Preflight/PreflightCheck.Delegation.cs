using Oci.Runtime.Cgroups;
using Oci.Runtime.Steps;

namespace Oci.Runtime.Preflight;

/// <summary>Whether the controllers that an ordinary user's limits need are handed down to the container.</summary>
internal sealed partial class PreflightCheck
{
    /// <summary>The cgroup of version 2 in which the container's is made; null where that is not for a user to ask.</summary>
    private string? DelegatedCgroup
    {
        get
        {
            if (_facts.OwnsMachine || _facts.Cgroups.Kind != CgroupKind.Unified || _facts.Cgroups.V2 is not { } root)
                return null;
            if (_facts.Systemd is { } systemd)
                return root.DirectoryOf(systemd.ControlGroup);
            return _facts.Grants is { Count: > 0 } grants ? grants[0].Parent : null;
        }
    }

    private void CheckDelegation(LimitResources limits)
    {
        if (DelegatedCgroup is not { } parent)
            return;
        foreach (PlacedSetting placed in limits.Settings)
        {
            CgroupSetting setting = placed.Setting;
            if (setting.Controller.Length > 0 && !setting.IsOptional)
                CheckHandsDown(parent, setting);
        }
    }

    private void CheckHandsDown(string parent, CgroupSetting setting)
    {
        const string Operation = "use the cgroup controller";
        // Where the file cannot be read, nothing is known to be missing.
        if (_host.Read($"{parent}/cgroup.controllers") is not { } controllers)
            return;
        if (!HasWord(controllers, setting.Controller))
        {
            Add(
                setting.Property, Operation, setting.Controller, $"it was not handed down to {parent}",
                "leave the limit out, or have systemd hand it down: Delegate= of user@.service");
        }
        else if (_facts.Systemd is null && IsOccupied(parent) && !HandsDown(parent, setting.Controller))
        {
            Add(
                setting.Property, Operation, setting.Controller, $"{parent} has processes in it, and so cannot hand it down",
                "move them into a cgroup below it, or leave the limit out");
        }
    }

    private bool HandsDown(string cgroup, string controller) =>
        HasWord(_host.Read($"{cgroup}/cgroup.subtree_control") ?? "", controller);

    // All but the root, which has no type, obey the rule of no internal processes (cgroups(7)).
    private bool IsOccupied(string cgroup) =>
        _host.Read($"{cgroup}/cgroup.type") is not null && _host.Read($"{cgroup}/cgroup.procs") is { Length: > 0 };
}
