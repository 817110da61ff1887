using System;
using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>Mounts a new file system: proc, sysfs, tmpfs, devpts, mqueue, or one of a block device.</summary>
internal sealed record MountFileSystem(
    string Property, string Destination, string Type, string? Source, MountFlags Flags, ValueList<string> Data,
    bool CopyUp, string? Label) : InitStep(Property)
{
    public override StepTag Tag => StepTag.MountFileSystem;

    public override Stage Stage => Stage.Mounts;

    public override string Describe()
    {
        string data = Data.Count == 0 ? "" : $" ({string.Join(',', Data)})";
        string label = Label is null ? "" : $", labelled {Label}";
        return $"mount {Type}{data} on {Destination}{(CopyUp ? ", with a copy of what is there" : "")}{label}";
    }

    // mqueue knows no options at all; its root can be labelled, and gives its label to the queues.
    private bool IsLabelledLater => Type == "mqueue";

    private bool IsKernelView => Type is "proc" or "sysfs";

    /// <summary>
    /// As with mount(2) ro is the super block's too, or a read-only block device could not be mounted.
    /// </summary>
    /// <remarks>A tmpfs is filled first; proc and sysfs are views of what others see as well.</remarks>
    public bool MakesSuperBlockReadOnly => Flags.Set.HasFlag(MountAttributes.ReadOnly) && Type is not ("tmpfs" or "proc" or "sysfs");

    public override void Run(InitContext context)
    {
        using Fd target = IsKernelView
            ? MountAttach.OpenKernelTarget(context, Destination)
            : MountAttach.OpenTarget(context, Destination, isDirectory: true);
        using Fd mount = Make(target);
        if (Label is not null && IsLabelledLater)
            Mounts.SetLabel(mount, Label, Destination);
        if (CopyUp)
            DirectoryCopy.CopyContents(target, mount, Destination);
        Flags.Apply(mount, Destination);
        MountAttach.Attach(mount, target, Flags, Destination);
    }

    // A tmpfs without a mode would be open to all; like runc, it gets that of the directory that it covers.
    private bool TakesModeOfTarget
    {
        get
        {
            if (Type != "tmpfs")
                return false;
            foreach (string option in Data)
            {
                if (option.StartsWith("mode=", StringComparison.Ordinal))
                    return false;
            }
            return true;
        }
    }

    private string ModeOf(Fd target) => Convert.ToString(Files.Status(target, Destination).Mode & 0xFFF, toBase: 8);

    private Fd Make(Fd target)
    {
        string subject = $"{Type} on {Destination}";
        using Fd fileSystem = Mounts.OpenFileSystem(Type);
        if (!string.IsNullOrEmpty(Source))
            Mounts.SetSource(fileSystem, Source, subject);
        foreach (string option in Data)
            Mounts.SetOption(fileSystem, option, subject);
        if (TakesModeOfTarget)
            Mounts.SetOption(fileSystem, $"mode={ModeOf(target)}", subject);
        if (Label is not null && !IsLabelledLater)
            Mounts.SetOption(fileSystem, MountLabels.OptionOf(Label), subject);
        if (MakesSuperBlockReadOnly)
            Mounts.SetOption(fileSystem, "ro", subject);
        return Mounts.Create(fileSystem, MountAttributes.None, subject);
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("destination", Destination);
        writer.Text("type", Type);
        writer.Text("source", Source);
        Flags.Write(writer);
        writer.Texts("data", Data);
        writer.Flag("copyUp", CopyUp);
        writer.Text("label", Label);
    }

    public static MountFileSystem Read(string property, ref PlanReader reader) => new(
        property, reader.Text(), reader.Text(), reader.OptionalText(), MountFlags.Read(ref reader), reader.Texts(), reader.Flag(),
        reader.OptionalText());
}
