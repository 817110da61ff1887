namespace Oci.Runtime.Planning;

/// <summary>What an option means depends on the mount: which of them a mount cannot have.</summary>
internal static class MountOptionRules
{
    /// <summary>
    /// A bind mount makes no file system that could take options of its own: those are warned of. Engines give them all
    /// the same, because mount(8) and other runtimes pass over them. The generic ones stay as they are for all who have
    /// it mounted.
    /// </summary>
    public static void CheckBind(MountOptions options, string destination, string property)
    {
        foreach (string option in options.Data)
        {
            if (MountOptionTable.KindOf(option) != MountOptionKind.SuperBlock)
                Diagnostics.Warning($"{property}/options: a bind mount has no option \"{option}\", which is ignored");
        }
        CheckCopyUp(options, "bind", destination, property);
    }

    /// <summary>Only a tmpfs is filled.</summary>
    public static void CheckCopyUp(MountOptions options, string type, string destination, string property)
    {
        if (options.CopyUp && type != "tmpfs")
        {
            throw new RuntimeFailure(
                "plan the mount on", destination, $"the option tmpcopyup fills a tmpfs, but this is a {type} mount",
                $"{property}/options") { Code = FailureCode.ConfigInvalid };
        }
    }
}
