using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>
/// Makes the container's terminal in its own devpts, sends the master to the console socket, and makes the slave
/// stdin, stdout, stderr, the controlling terminal and <c>/dev/console</c>.
/// </summary>
/// <remarks>
/// After the change of root and by descriptor only: /dev/pts/N of the image may be a trap (CVE-2025-52565).
/// </remarks>
internal sealed record CreateConsole(int SocketIndex, int Height, int Width, bool BindConsole) : InitStep("/process/terminal")
{
    public override StepTag Tag => StepTag.CreateConsole;

    public override Stage Stage => Stage.Root;

    public override string Describe() =>
        "make a terminal, send its master to the console socket, and use it as stdin, stdout and stderr"
        + (BindConsole ? " and /dev/console" : "");

    public override void Run(InitContext context)
    {
        (Fd master, Fd slave) = Terminals.Open(context.Root);
        using (master)
        using (slave)
        {
            if (Height > 0 || Width > 0)
                Terminals.Resize(slave, (ushort)Height, (ushort)Width);
            if (BindConsole)
                Bind(context, slave);
            Sockets.Send(context.Received[SocketIndex], "/dev/ptmx"u8, [master.Value], "the console socket");
            Terminals.MakeControlling(slave);
            for (int stream = 0; stream <= 2; stream++)
                Files.DuplicateTo(slave, stream, "the terminal");
        }
        context.Received[SocketIndex].Dispose();
    }

    private static void Bind(InitContext context, Fd slave)
    {
        using Fd mount = Mounts.CloneTree(slave, recursive: false, "/dev/console");
        using Fd target = RootPath.MakeFileNoLink(context.Root, "/dev", "console", 0x180);
        Mounts.Attach(mount, target, "/dev/console");
    }

    public override void Write(StepWriter writer)
    {
        writer.Number("socketIndex", SocketIndex);
        writer.Number("height", Height);
        writer.Number("width", Width);
        writer.Flag("bindConsole", BindConsole);
    }

    public static CreateConsole Read(ref PlanReader reader) =>
        new(reader.Int32(), reader.Int32(), reader.Int32(), reader.Flag());
}
