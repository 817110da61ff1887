using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Runtime.Systemd;
using Oci.Spec;

namespace Oci.Runtime.Explain;

/// <summary>Where the container's cgroups will be: what the machine has, who makes them, and which controllers each has.</summary>
/// <param name="Unit">The unit that they belong to; null when the runtime makes them itself.</param>
internal sealed record ExplainCgroups(CgroupKind Layout, ContainerUnit? Unit, ValueList<ExplainCgroups.Place> Places)
{
    /// <param name="Controllers">As /proc/self/cgroup names them, in version 2 those of the root.</param>
    internal sealed record Place(string Controllers, string Path);

    public static ExplainCgroups Of(ContainerSpec spec, HostFacts host, string id)
    {
        ContainerCgroups cgroups = ContainerCgroups.Of(spec.Linux ?? new LinuxSpec(), host, id);
        var places = new List<Place>();
        for (int i = 0; i < cgroups.Paths.Count; i++)
        {
            CgroupHierarchy hierarchy = cgroups.Hierarchies[i];
            places.Add(new Place(hierarchy.IsV2 ? ControllersOf(hierarchy) : hierarchy.Controllers, cgroups.Paths[i]));
        }
        return new ExplainCgroups(host.Cgroups.Kind, cgroups.Unit, [.. places]);
    }

    private static string ControllersOf(CgroupHierarchy hierarchy)
    {
        string path = $"{hierarchy.MountPoint}/cgroup.controllers";
        using Fd? file = Files.TryOpen(path, Files.ReadOnly, out _);
        return file is null ? "" : Encoding.ASCII.GetString(Files.ReadAll(file, path)).Trim().Replace(' ', ',');
    }

    private string LayoutName => Layout switch
    {
        CgroupKind.V1 => "v1",
        CgroupKind.Hybrid => "hybrid",
        CgroupKind.Unified => "v2",
        _ => "none",
    };

    private string Driver => Unit is null ? "cgroupfs" : "systemd";

    public string ToText()
    {
        var text = new StringBuilder();
        string unit = Unit is null ? "" : $", unit {Unit.Place.Name} in {Unit.Place.Slice}";
        text.Append("Cgroups: layout ").Append(LayoutName).Append(", driver ").Append(Driver).Append(unit).Append('\n');
        if (Places.Count == 0)
            text.Append("  (the container gets none)\n");
        int width = 0;
        foreach (Place place in Places)
            width = int.Max(width, place.Controllers.Length);
        foreach (Place place in Places)
            text.Append("  ").Append(place.Controllers.PadRight(width + 2)).Append(ShellText.OneLine(place.Path)).Append('\n');
        return text.Append('\n').ToString();
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("cgroups");
        json.WriteString("layout", LayoutName);
        json.WriteString("driver", Driver);
        if (Unit is not null)
        {
            json.WriteString("unit", Unit.Place.Name);
            json.WriteString("slice", Unit.Place.Slice);
        }
        json.WriteStartArray("directories");
        foreach (Place place in Places)
        {
            json.WriteStartObject();
            json.WriteStartArray("controllers");
            foreach (string controller in place.Controllers.Split(',', StringSplitOptions.RemoveEmptyEntries))
                json.WriteStringValue(controller);
            json.WriteEndArray();
            json.WriteString("path", place.Path);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
