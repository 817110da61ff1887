using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>The names of all mount options that this runtime knows; every other belongs to the file system.</summary>
internal static class MountOptionTable
{
    /// <summary>Those of config.md, "Linux mount options", and <c>rnodev</c>, which its table forgets; sorted.</summary>
    public static ValueList<string> Names =>
    [
        "async", "atime", "bind", "defaults", "dev", "diratime", "dirsync", "exec", "idmap", "iversion", "lazytime", "loud",
        "mand", "noatime", "nodev", "nodiratime", "noexec", "noiversion", "nolazytime", "nomand", "norelatime",
        "nostrictatime", "nosuid", "nosymfollow", "private", "ratime", "rbind", "rdev", "rdiratime", "relatime", "remount",
        "rexec", "ridmap", "rnoatime", "rnodev", "rnodiratime", "rnoexec", "rnorelatime", "rnostrictatime", "rnosuid",
        "rnosymfollow", "ro", "rprivate", "rrelatime", "rro", "rrw", "rshared", "rslave", "rstrictatime", "rsuid",
        "rsymfollow", "runbindable", "rw", "shared", "silent", "slave", "strictatime", "suid", "symfollow", "sync",
        "tmpcopyup", "unbindable",
    ];

    /// <summary>Whether an option is one that all file systems have, for the file system and not for one mount.</summary>
    public static bool IsOfSuperBlock(string option) =>
        option is "async" or "dirsync" or "lazytime" or "mand" or "nolazytime" or "nomand" or "sync";

    /// <summary>
    /// A bind mount makes no file system that could take options of its own. The generic ones are accepted, and stay
    /// as they are for all who have it mounted, as mount(8) does it.
    /// </summary>
    public static void CheckBind(MountOptions options, string destination, string property)
    {
        foreach (string option in options.Data)
        {
            if (!IsOfSuperBlock(option))
            {
                throw new RuntimeFailure(
                    "plan the mount on", destination, $"a bind mount has no option \"{option}\": it makes no file system",
                    $"{property}/options");
            }
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
                $"{property}/options");
        }
    }
}
