using System.Collections.Generic;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Runtime.State;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>Makes the container's cgroups and records them, together with init if it is there.</summary>
/// <remarks>
/// A cgroup of version 2 is made before init, which is born into it. Those of version 1 are made while init does its
/// mounts: it waits for them only when it must.
/// </remarks>
/// <param name="UnitPath">The one that systemd has made; null without systemd.</param>
internal sealed record MakeCgroups(ValueList<string> Paths, string? UnitPath) : ParentStep("/linux/cgroupsPath")
{
    public override string Kind => "makeCgroups";

    // On cgroup v1 a dozen paths differ in nothing but the hierarchy.
    public override string Describe() => Paths.Count switch
    {
        0 => "record init",
        1 when UnitPath is not null => "record init and the cgroup of its unit",
        1 => $"make the cgroup {Paths[0]}",
        _ => $"make the cgroup {Paths[0]} and its like in {Paths.Count - 1} other hierarchies",
    };

    public override void Run(LaunchContext context)
    {
        var made = new List<CgroupDirectory>();
        context.Rollback.Add(() => CgroupDirectories.Remove([.. made]));
        CgroupDirectories.Make(context.Record.Cgroups, made);
        context.Save(context.Record with
        {
            Init = context.Init is { } init ? ReserveContainer.IdentityOf(context.Proc, init.Pid) : null,
            Cgroups = [.. made],
        });
        // The undo above removes the cgroups before init is killed in its turn; a cgroup with a process stays.
        if (context.Init is not null)
            context.Rollback.Add(context.Init.Kill);
    }

    public override void Write(StepWriter writer) => writer.Texts("paths", Paths);
}

/// <summary>Records init, where the cgroups are recorded already.</summary>
internal sealed record RecordInit() : ParentStep("")
{
    public override string Kind => "recordInit";

    public override string Describe() => "record init";

    public override void Run(LaunchContext context) => context.Save(context.Record with
    {
        Init = ReserveContainer.IdentityOf(context.Proc, context.StartedInit.Pid),
    });
}

/// <summary><c>linux.resources.devices</c>: which devices the processes in the cgroup may use.</summary>
/// <param name="IsInUse">Init is in the cgroup already, and opens devices.</param>
internal sealed record RestrictDevices(DeviceRules Rules, string Path, bool IsV2, bool IsInUse)
    : ParentStep("/linux/resources/devices")
{
    public override string Kind => "restrictDevices";

    public override string Describe() => Rules.AllowsByDefault
        ? $"deny the configured devices in {Path}"
        : $"allow only the configured and the default devices in {Path}";

    public override void Run(LaunchContext context)
    {
        if (IsInUse)
            DeviceRestriction.Change(Rules, Path, IsV2);
        else
            DeviceRestriction.Set(Rules, Path, IsV2);
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("path", Path);
        writer.Flag("allowsByDefault", Rules.AllowsByDefault);
        var exceptions = new List<string>();
        foreach (DeviceException exception in Rules.Exceptions)
            exceptions.Add(exception.ToString());
        writer.Texts("exceptions", [.. exceptions]);
    }
}

/// <summary>
/// Puts init into its cgroup, or lets it join those of version 1 itself; see <see cref="AwaitCgroup"/>.
/// </summary>
/// <param name="BornInside">Init is there already, unless it could not be born there.</param>
internal sealed record JoinCgroups(ValueList<string> Paths, bool IsV2, bool BornInside) : ParentStep("/linux/cgroupsPath")
{
    public override string Kind => "joinCgroups";

    public override string Describe() => this switch
    {
        { Paths.Count: 0 } => "let init go on",
        { BornInside: true } => "let init go on, in its cgroup",
        _ => "put init into its cgroups",
    };

    public override void Run(LaunchContext context)
    {
        var tasks = new List<Fd>();
        foreach (string path in Paths)
        {
            if (IsV2 && !context.StartedInit.IsBornInCgroup)
                CgroupDirectories.Join(path, context.StartedInit.Pid);
            else if (!IsV2)
                tasks.Add(Files.Open($"{path}/tasks", Files.WriteOnly));
        }
        context.StartedInit.Channel.SendDescriptors(
            Signal.Cgroup, tasks.ConvertAll(static file => file.Value).ToArray());
        tasks.ForEach(static file => file.Dispose());
    }

    public override void Write(StepWriter writer) => writer.Texts("paths", Paths);
}
