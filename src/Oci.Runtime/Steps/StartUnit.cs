using System.Collections.Generic;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Runtime.Systemd;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>Has systemd make the container's scope, with init in it.</summary>
/// <remarks>A scope needs a process. So init is there first, and waits for the other cgroups and limits.</remarks>
internal sealed record StartUnit(ContainerUnit Unit) : ParentStep("/linux/cgroupsPath")
{
    public override string Kind => "startUnit";

    public override string Describe()
    {
        var asked = new List<string>();
        foreach (UnitProperty property in Unit.Asked)
            asked.Add(property.Value is DBusNumber or DBusText ? property.ToString() : property.Name);
        string properties = asked.Count == 0 ? "" : $" ({string.Join(", ", asked)})";
        string systemd = Unit.IsUser ? "the user's systemd" : "systemd";
        return $"have {systemd} start {Unit.Place.Name} in {Unit.Place.Slice}, with init{properties}";
    }

    public override void Run(LaunchContext context)
    {
        uint pid = (uint)context.StartedInit.Pid;
        // The unit cannot be stopped quickly while init is in it.
        context.Rollback.Add(() =>
        {
            context.StartedInit.Kill();
            ContainerUnit.Remove(Unit.ToRecord());
        });
        using SystemdManager manager = SystemdManager.Connect(Unit.IsUser);
        manager.Start(
            Unit.Place.Name,
            [.. UnitDevices.WithoutStacked(Unit.Properties), new UnitProperty("PIDs", new DBusArray("u", [DBusValue.Of(pid)]))]);
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("unit", Unit.Place.Name);
        writer.Text("slice", Unit.Place.Slice);
        writer.Flag("user", Unit.IsUser);
        writer.Text("path", Unit.Directory);
        var properties = new List<string>();
        foreach (UnitProperty property in Unit.Properties)
            properties.Add(property.ToString());
        writer.Texts("properties", [.. properties]);
    }
}
