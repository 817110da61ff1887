using System;
using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>Makes a device node or fifo in the container.</summary>
/// <remarks>A node of the same type and number that is there already is kept; anything else there is an error
/// (config-linux.md, Devices).</remarks>
internal sealed record CreateDevice(
    string Property, string Path, char Type, uint Major, uint Minor, uint Mode, uint Uid, uint Gid) : InitStep(Property)
{
    public override StepTag Tag => StepTag.CreateDevice;

    public override Stage Stage => Stage.Devices;

    public override string Describe() => Type == 'p'
        ? $"make fifo {Path}, mode {Convert.ToString(Mode, 8)}"
        : $"make device {Path} ({Type} {Major}:{Minor}, mode {Convert.ToString(Mode, 8)})";

    private uint TypeBits => Type switch
    {
        'b' => 0x6000u,
        'p' => 0x1000u,
        _ => 0x2000u,
    };

    public override void Run(InitContext context)
    {
        using Fd parent = RootPath.MakeParent(context.Root, Path, out string name);
        ulong number = Type == 'p' ? 0 : Files.DeviceNumber(Major, Minor);
        bool made = Files.MakeNode(parent.Value, name, TypeBits | Mode, number, Path);
        if (!made)
            TakeOver(parent, name, number);
        else if (Uid != 0 || Gid != 0)
            Files.ChangeOwner(parent.Value, name, Uid, Gid, Path);
    }

    // By descriptor: what was looked at is what is changed.
    private void TakeOver(Fd parent, string name, ulong number)
    {
        using Fd node = Files.OpenAt(parent.Value, name, Files.PathOnly | Files.NoFollow);
        FileStatus existing = Files.Status(node, Path);
        if (existing.Type != TypeBits || (Type != 'p' && existing.DeviceNumber != number))
            throw new RuntimeFailure("make device", Path, "another kind of file is there already");
        Files.ChangeOwner(node, Uid, Gid, Path);
        Files.ChangeMode(node, Mode, Path);
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("path", Path);
        writer.Text("type", Type.ToString());
        writer.Number("major", Major);
        writer.Number("minor", Minor);
        writer.Number("mode", Mode);
        writer.Number("uid", Uid);
        writer.Number("gid", Gid);
    }

    public static CreateDevice Read(string property, ref PlanReader reader) => new(
        property, reader.Text(), reader.Letter(), reader.UInt32(), reader.UInt32(), reader.UInt32(), reader.UInt32(),
        reader.UInt32());
}

/// <summary>Binds a device of the host, for a container whose user namespace may not make nodes.</summary>
/// <param name="SourceIndex">Index of the device that the runtime opened, or -1 to open it here.</param>
internal sealed record BindDevice(string Property, string Path, char Type, uint Major, uint Minor, int SourceIndex)
    : InitStep(Property)
{
    public override StepTag Tag => StepTag.BindDevice;

    public override Stage Stage => Stage.Devices;

    public override string Describe() => $"bind the host's device {Path}";

    public override void Run(InitContext context)
    {
        using Fd device = SourceIndex < 0
            ? OpenNullDevice.OpenHost(Path, Type, Major, Minor)
            : context.Received[SourceIndex];
        using Fd target = MountAttach.OpenTarget(context, Path, isDirectory: false);
        Mounts.Attach(device, target, Path);
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("path", Path);
        writer.Text("type", Type.ToString());
        writer.Number("major", Major);
        writer.Number("minor", Minor);
        writer.Number("sourceIndex", SourceIndex);
    }

    public static BindDevice Read(string property, ref PlanReader reader) => new(
        property, reader.Text(), reader.Letter(), reader.UInt32(), reader.UInt32(), reader.Int32());
}
