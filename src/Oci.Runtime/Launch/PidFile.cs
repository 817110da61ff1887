using System.Globalization;
using System.Text;
using Oci.Runtime.Interop;

namespace Oci.Runtime.Launch;

/// <summary>
/// The file of <c>--pid-file</c>: the pid in decimal, without a newline, complete from the moment it is there.
/// </summary>
internal static class PidFile
{
    public static void Write(string path, int pid)
    {
        string absolute = System.IO.Path.GetFullPath(path);
        int slash = absolute.LastIndexOf('/');
        using Fd directory = Files.Open(slash == 0 ? "/" : absolute[..slash], Files.ReadOnly | Files.Directory);
        string name = absolute[(slash + 1)..];
        // A rename would put a file in the place of a device or a directory.
        if (Files.TryStatusAt(directory.Value, name, out _) is { IsRegular: false })
            throw new RuntimeFailure("write pid file", absolute, "is there and is not a regular file")
                .As(FailureCode.Usage);
        string temporary = string.Create(CultureInfo.InvariantCulture, $".{name}.{Processes.OwnId}");
        using (Fd file = Files.OpenAt(
            directory.Value, temporary, Files.WriteOnly | Files.Create | Files.Exclusive | Files.NoFollow, 0x1A4))
            Files.WriteAll(file, Encoding.ASCII.GetBytes(pid.ToString(CultureInfo.InvariantCulture)), absolute);
        Files.Rename(directory.Value, temporary, name);
    }
}
