using Oci.Runtime.Interop;

namespace Oci.Runtime.Launch;

/// <summary>
/// The code that runs in a child which only holds a new user namespace until its maps are written and it is opened.
/// </summary>
/// <remarks>The rule of <see cref="CloneStage"/> holds here too: bare system calls, and nothing else.</remarks>
internal static unsafe class HolderStage
{
    private const ulong NewUserNamespace = 0x10000000;

    /// <summary>
    /// In the parent: the child's pid, or a negative errno. In the child: never returns; it ends with the parent's end
    /// of the line.
    /// </summary>
    public static int Start(int parentSocket, int childSocket, int* pidfd)
    {
        CloneStage.CloneArguments arguments = default;
        arguments.Flags = NewUserNamespace | CloneStage.ClonePidfd;
        arguments.Pidfd = (ulong)pidfd;
        arguments.ExitSignal = CloneStage.SigChild;
        nint pid = SystemCall.Bare(SystemCall.Clone3, (nint)(&arguments), sizeof(CloneStage.CloneArguments), 0, 0, 0, 0);
        if (pid < 0)
            return -*SystemCall.BareErrno();
        if (pid > 0)
            return (int)pid;

        // Our user id owns the new namespace, and so could look into this process without any capability.
        const int SetDumpable = 4;
        SystemCall.Bare(SystemCall.PrCtl, SetDumpable, 0, 0, 0, 0, 0);
        SystemCall.Bare(SystemCall.Close, parentSocket, 0, 0, 0, 0, 0);
        byte nothing;
        SystemCall.Bare(SystemCall.Read, childSocket, (nint)(&nothing), 1, 0, 0, 0);
        SystemCall.Bare(SystemCall.ExitGroup, 0, 0, 0, 0, 0, 0);
        return 0;
    }
}
