using Oci.Runtime.Interop;

namespace Oci.Runtime.Launch;

/// <summary>
/// The code that runs in a child which only holds a new user namespace until its maps are written and it is opened.
/// </summary>
/// <remarks>The rule of <see cref="CloneStage"/> holds here too: bare system calls, and nothing else.</remarks>
internal static unsafe class HolderStage
{
    private const ulong NewUserNamespace = 0x10000000;
    private const ulong ClonePidfd = 0x1000;
    private const int SigChild = 17;

    /// <summary>struct clone_args of clone3(2), in its first and oldest form.</summary>
    private struct CloneArguments
    {
        public ulong Flags;
        public ulong Pidfd;
        public ulong ChildTid;
        public ulong ParentTid;
        public ulong ExitSignal;
        public ulong Stack;
        public ulong StackSize;
        public ulong Tls;
    }

    /// <summary>
    /// In the parent: the child's pid, or a negative errno. In the child: never returns; it ends with the parent's end
    /// of the line.
    /// </summary>
    public static int Start(int parentSocket, int childSocket, int* pidfd)
    {
        CloneArguments arguments = default;
        arguments.Flags = NewUserNamespace | ClonePidfd;
        arguments.Pidfd = (ulong)pidfd;
        arguments.ExitSignal = SigChild;
        nint pid = SystemCall.Bare(SystemCall.Clone3, (nint)(&arguments), sizeof(CloneArguments), 0, 0, 0, 0);
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
