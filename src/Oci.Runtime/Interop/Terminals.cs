using Tmds.Linux;

namespace Oci.Runtime.Interop;

/// <summary>Pseudoterminals by descriptor (pty(7), ioctl_tty(2)).</summary>
internal static unsafe class Terminals
{
    private const int SetLock = 0x40045431;
    private const int OpenPeer = 0x5441;
    private const int SetWindowSize = 0x5414;
    private const int GetWindowSize = 0x5413;
    private const int SetControllingTerminal = 0x540E;
    private const long DevptsMagic = 0x1CD1;

    /// <summary>A new terminal of the devpts that is mounted at /dev/pts of a root.</summary>
    public static (Fd Master, Fd Slave) Open(Fd root)
    {
        const string Multiplexer = "/dev/pts/ptmx";
        using Fd directory = RootPath.Open(root, "/dev/pts", Files.PathOnly | Files.Directory);
        if (Files.FileSystemType(directory, "/dev/pts") != DevptsMagic)
            throw new RuntimeFailure("open terminal", Multiplexer, "/dev/pts is not a devpts", null, "add a devpts to mounts")
            {
                Code = FailureCode.ConfigInvalid,
            };
        Fd master = RootPath.OpenBeneath(directory, "ptmx", Files.ReadWrite | Files.NoControllingTerminal);
        if (!Files.Status(master, Multiplexer).IsCharacterDeviceOf(5, 2))
            throw new RuntimeFailure("open terminal", Multiplexer, "is not the terminal multiplexer (device 5:2)");

        int unlocked = 0;
        if (LibC.ioctl(master.Value, SetLock, &unlocked) != 0)
            throw KernelFailure.Last("unlock terminal", Multiplexer);
        int slave = LibC.ioctl(master.Value, OpenPeer, Files.ReadWrite | Files.NoControllingTerminal | Files.CloseOnExec);
        return slave >= 0 ? (master, new Fd(slave)) : throw KernelFailure.Last("open the slave of terminal", Multiplexer);
    }

    public static void Resize(Fd terminal, ushort height, ushort width)
    {
        ushort* size = stackalloc ushort[4] { height, width, 0, 0 };
        if (LibC.ioctl(terminal.Value, SetWindowSize, size) != 0)
            throw KernelFailure.Last("set size of", "the terminal");
    }

    /// <summary>Gives one terminal the size of another; does nothing when that one is no terminal.</summary>
    public static void CopySize(int from, Fd to)
    {
        ushort* size = stackalloc ushort[4];
        if (LibC.ioctl(from, GetWindowSize, size) == 0)
            _ = LibC.ioctl(to.Value, SetWindowSize, size);
    }

    public static void MakeControlling(Fd terminal)
    {
        if (LibC.ioctl(terminal.Value, SetControllingTerminal, 0) != 0)
            throw KernelFailure.Last("set controlling terminal", null);
    }
}
