using System.Collections.Generic;
using System.Globalization;
using Oci.Spec;

namespace Oci.Runtime.Cgroups;

/// <summary>What one property asks of one file of the container's cgroup.</summary>
/// <param name="Property">The property of config.json, as a JSON pointer.</param>
/// <param name="Controller">The controller that the file belongs to, such as <c>memory</c>; empty for the core of
/// cgroup v2.</param>
/// <param name="Choices">The file and its value. Where kernels and schedulers have different ones, the first that is
/// there is written.</param>
/// <param name="IsOptional">Left out where there is none of the files: nothing is limited less without it.</param>
internal sealed record CgroupSetting(string Property, string Controller, ValueList<FileChoice> Choices, bool IsOptional)
{
    /// <summary>Engines spell out what is so anyway: that there is no limit, and that lack of memory kills.</summary>
    public bool IsUnlimited => Choices[0].Value is "max" or "-1" || Choices[0] is { Name: "memory.oom_control", Value: "0" };
}

/// <summary>A file of a cgroup, and what is written to it in one write(2).</summary>
internal sealed record FileChoice(string Name, string Value);

/// <summary>Collects the settings of one <c>linux.resources</c>.</summary>
internal sealed class CgroupSettingList
{
    private readonly List<CgroupSetting> _settings = [];

    public ValueList<CgroupSetting> Settings => [.. _settings];

    public void Add(string property, string controller, string file, string value, bool isOptional = false) =>
        Add(property, controller, [new FileChoice(file, value)], isOptional);

    public void Add(string property, string controller, ValueList<FileChoice> choices, bool isOptional = false) =>
        _settings.Add(new CgroupSetting(PointerOf(property), controller, choices, isOptional));

    /// <summary>A number that engines send as zero when they mean nothing by it.</summary>
    public void AddUnlessZero(string property, string controller, string file, long? value, bool isOptional = false)
    {
        if (value is { } number and not 0)
            Add(property, controller, file, Text(number), isOptional);
    }

    public static string PointerOf(string property) => $"/linux/resources{property}";

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Text(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A device as the files of block devices take it.</summary>
    public static string Device(long major, long minor) => $"{Text(major)}:{Text(minor)}";

    /// <summary>A line of rdma.max.</summary>
    public static string Rdma(RdmaLimit limit)
    {
        string handles = limit.HcaHandles is { } count ? $" hca_handle={Text(count)}" : "";
        string objects = limit.HcaObjects is { } number ? $" hca_object={Text(number)}" : "";
        return limit.Device + handles + objects;
    }
}
