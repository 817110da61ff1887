using System;
using System.Globalization;
using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.State;

namespace Oci.Runtime.Lifecycle;

/// <summary>
/// <c>exec --user</c>: ids, or names that are looked up in the container's <c>/etc/passwd</c> and <c>/etc/group</c>.
/// </summary>
/// <remarks>What is a number is an id, whatever names the image may have (CVE-2016-3697).</remarks>
internal static class ContainerUser
{
    private const int LargestFile = 4 << 20;
    private const string Users = "/etc/passwd";
    private const string Groups = "/etc/group";

    /// <summary>The ids; the group is null when nothing names one.</summary>
    public static (uint Uid, uint? Gid) Resolve(string text, ContainerRecord record)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string user = colon < 0 ? text : text[..colon];
        string? group = colon < 0 ? null : text[(colon + 1)..];
        uint? uid = TryParse(user);
        uint? gid = group is null ? null : TryParse(group);
        if (uid is not null && (group is null || gid is not null))
            return (uid.Value, gid);

        using Fd root = OpenRoot(record);
        if (uid is null)
        {
            (uid, uint own) = PasswdFile.Find(Read(root, Users), user) ?? throw Unknown("user", user, Users);
            gid ??= group is null ? own : null;
        }
        if (group is not null && gid is null)
            gid = PasswdFile.FindGroup(Read(root, Groups), group) ?? throw Unknown("group", group, Groups);
        return (uid.Value, gid);
    }

    /// <summary>The number; null when the text is a name.</summary>
    public static uint? TryParse(string text)
    {
        if (text.Length == 0)
            throw new RuntimeFailure("become", "a user", "the name is empty", null, "see --user")
                .As(FailureCode.Usage);
        // Signs too, so that nobody looks a misspelt number up.
        if (!char.IsAsciiDigit(text[0]) && text[0] is not ('-' or '+'))
            return null;
        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint id) && id != uint.MaxValue
            ? id
            : throw new RuntimeFailure("become", text, "it is no id: invalid syntax, or out of range", null, "see --user")
            {
                Code = FailureCode.Usage,
            };
    }

    private static Fd OpenRoot(ContainerRecord record)
    {
        using var proc = ProcFs.OpenHost();
        return Files.OpenAt(proc.Value, $"{record.Init!.Pid}/root", Files.PathOnly | Files.Directory);
    }

    // Looked at before it is opened: opening a device of the image would already do something.
    private static byte[] Read(Fd root, string path)
    {
        using (Fd place = RootPath.Open(root, path, Files.PathOnly))
        {
            if (Files.Status(place, path) is not { IsRegular: true, Size: <= LargestFile })
                throw new RuntimeFailure("read", path, "is not a regular file, or too large", null, "see --user");
        }
        using Fd file = RootPath.Open(root, path, Files.ReadOnly | Files.NonBlocking);
        return Files.Status(file, path).IsRegular ? Files.ReadAll(file, path) : [];
    }

    private static RuntimeFailure Unknown(string what, string name, string file) =>
        new($"find {what}", name, $"no matching entries in the container's {file}", null, "see --user");
}
