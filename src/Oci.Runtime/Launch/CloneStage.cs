using System;
using Oci.Runtime.Interop;

namespace Oci.Runtime.Launch;

/// <summary>
/// The code that runs in the child between clone3(2) and execveat(2). Read its rule before touching it.
/// </summary>
/// <remarks>
/// RULE: the child is one thread of a managed process whose other threads do not exist. Until it executes, it must not
/// allocate, throw, lock, call a virtual method, touch a static with an initialiser or let the collector in. It runs
/// bare system calls on memory that the parent prepared, and nothing else; glibc's wrappers are out too (its setresuid
/// waits for threads that are not there).
/// </remarks>
internal static unsafe class CloneStage
{
    private const ulong CloneParent = 0x8000;
    private const ulong CloneIntoCgroup = 0x200000000;
    public const ulong ClonePidfd = 0x1000;
    public const int SigChild = 17;
    private const int PermissionDenied = 1;
    private const int InvalidArgument = 22;

    /// <summary>What the child failed at; sent to the parent with the errno.</summary>
    public enum Failure
    {
        None,
        JoinNamespace,
        NewTimeNamespace,
        TimeOffsets,
        Clone,
        GroupId,
        UserId,
        Session,
        Descriptors,
        Capabilities,
        Execute,
    }

    /// <summary>
    /// Everything the child needs, prepared by the parent. Pointers stay valid until it has executed.
    /// </summary>
    public struct Request
    {
        /// <summary>CLONE_NEW… of the namespaces to make.</summary>
        public ulong NewNamespaces;

        /// <summary>The directory of a cgroup of version 2 to be born into, or -1.</summary>
        public int Cgroup;

        /// <summary>Namespaces to join, and the number of them; the user namespace, if any, apart.</summary>
        public int* Join;
        public int JoinCount;
        public int JoinUser;

        /// <summary>A process whose namespaces of these kinds are joined, if any are.</summary>
        public int Container;
        public ulong ContainerNamespaces;

        /// <summary>Make a time namespace with these offsets (the text for timens_offsets).</summary>
        public bool NewTime;
        public byte* TimeOffsetsPath;
        public byte* TimeOffsets;
        public int TimeOffsetsLength;

        /// <summary>Some namespaces are entered by the children of the one who joins: clone twice.</summary>
        public bool Twice;

        /// <summary>Of two clones the second has no other capabilities than these, and gets no others by executing.</summary>
        public ulong Capabilities;

        /// <summary>Wait for the id maps, then become root of the user namespace.</summary>
        public bool BecomeRoot;

        /// <summary>Be undumpable at once: until execveat every descriptor of the host is open here.</summary>
        public bool Hide;

        public int ParentSocket;
        public int ChildSocket;

        /// <summary>The first descriptor that the new program must not inherit.</summary>
        public int FirstPrivateFd;
        public int Executable;
        public byte** Arguments;
        public byte** Environment;

        /// <summary>The signal mask to restore before execution.</summary>
        public ulong SignalMask;
    }

    /// <summary>What the child sends when it fails, and (Failure.None) the pid of the second clone.</summary>
    public struct Message
    {
        public const int Size = 16;
        public const int Magic = 0x2E63696F;
        public int Tag;
        public Failure Failure;
        public int Errno;
        public int Pid;
    }

    /// <summary>struct clone_args of clone3(2).</summary>
    public struct CloneArguments
    {
        public ulong Flags;
        public ulong Pidfd;
        public ulong ChildTid;
        public ulong ParentTid;
        public ulong ExitSignal;
        public ulong Stack;
        public ulong StackSize;
        public ulong Tls;
        public ulong SetTid;
        public ulong SetTidSize;
        public ulong Cgroup;
    }

    /// <summary>
    /// clone3(2). In the parent: returns the child's pid and pidfd, or a negative errno. In the child: never returns.
    /// </summary>
    public static int Start(Request* request, int* pidfd)
    {
        CloneArguments arguments = default;
        arguments.Flags = ClonePidfd | (request->Twice ? 0 : request->NewNamespaces);
        arguments.Pidfd = (ulong)pidfd;
        arguments.ExitSignal = SigChild;
        // Of two clones the first: the second is born where its parent is, which takes no right to the cgroup.
        if (request->Cgroup >= 0)
        {
            arguments.Flags |= CloneIntoCgroup;
            arguments.Cgroup = (ulong)request->Cgroup;
        }
        nint pid = SystemCall.Bare(SystemCall.Clone3, (nint)(&arguments), sizeof(CloneArguments), 0, 0, 0, 0);
        if (pid < 0)
            return -*SystemCall.BareErrno();
        if (pid > 0)
            return (int)pid;

        const int SetDumpable = 4;
        if (request->Hide)
            SystemCall.Bare(SystemCall.PrCtl, SetDumpable, 0, 0, 0, 0, 0);
        SystemCall.Bare(SystemCall.Close, request->ParentSocket, 0, 0, 0, 0, 0);
        if (request->ContainerNamespaces != 0
            && Call(SystemCall.SetNs, request->Container, (nint)request->ContainerNamespaces) != 0)
            Fail(request, Failure.JoinNamespace);
        if (request->Twice)
            JoinAndCloneAgain(request);
        BecomeInit(request);
        return 0;
    }

    private static void JoinAndCloneAgain(Request* request)
    {
        // Namespaces that belong to the host can only be joined with the host's rights, those that belong to the user
        // namespace only after entering it: try all, enter, try the refused ones again.
        for (int i = 0; i < request->JoinCount; i++)
        {
            if (Call(SystemCall.SetNs, request->Join[i], 0) == 0)
                request->Join[i] = -1;
            else if (*SystemCall.BareErrno() != PermissionDenied || request->JoinUser < 0)
                Fail(request, Failure.JoinNamespace);
        }
        if (request->JoinUser >= 0 && Call(SystemCall.SetNs, request->JoinUser, 0) != 0)
            Fail(request, Failure.JoinNamespace);
        for (int i = 0; i < request->JoinCount; i++)
        {
            if (request->Join[i] >= 0 && Call(SystemCall.SetNs, request->Join[i], 0) != 0)
                Fail(request, Failure.JoinNamespace);
        }
        if (request->NewTime)
            MakeTimeNamespace(request);
        CloseOthers(request);
        if (request->Capabilities != ulong.MaxValue)
            DropOthers(request);

        CloneArguments arguments = default;
        arguments.Flags = CloneParent | request->NewNamespaces;
        nint pid = SystemCall.Bare(SystemCall.Clone3, (nint)(&arguments), sizeof(CloneArguments), 0, 0, 0, 0);
        if (pid < 0)
            Fail(request, Failure.Clone);
        if (pid == 0)
            return;
        Send(request, Failure.None, 0, (int)pid);
        Call(SystemCall.ExitGroup, 0, 0);
    }

    // Who is in the namespaces already may see the second clone: nothing of the host is open there any more.
    private static void CloseOthers(Request* request)
    {
        int low = request->ChildSocket, high = request->Executable;
        if (low > high)
            (low, high) = (high, low);
        Close(request, request->FirstPrivateFd, low - 1);
        Close(request, low + 1, high - 1);
        Close(request, high + 1, int.MaxValue);
    }

    private static void Close(Request* request, int first, int last)
    {
        if (first <= last && SystemCall.Bare(SystemCall.CloseRange, first, last, 0, 0, 0, 0) != 0)
            Fail(request, Failure.Descriptors);
    }

    // capabilities(7): root gets on execution what the bounding set has. Past the last capability of this kernel dropping fails.
    private static void DropOthers(Request* request)
    {
        const int DropBound = 24;
        const int Words = 6;
        for (int number = 0; number < 64; number++)
        {
            if ((request->Capabilities >> number & 1) == 0
                && SystemCall.Bare(SystemCall.PrCtl, DropBound, number, 0, 0, 0, 0) != 0
                && *SystemCall.BareErrno() != InvalidArgument)
                Fail(request, Failure.Capabilities);
        }
        // Version 3: the lower halves of effective, permitted and inheritable, then the upper ones.
        uint* header = stackalloc uint[2] { 0x20080522, 0 };
        uint* sets = stackalloc uint[Words];
        if (SystemCall.Bare(SystemCall.CapGet, (nint)header, (nint)sets, 0, 0, 0, 0) != 0)
            Fail(request, Failure.Capabilities);
        for (int i = 0; i < Words; i++)
            sets[i] &= (uint)(request->Capabilities >> (i < Words / 2 ? 0 : 32));
        if (SystemCall.Bare(SystemCall.CapSet, (nint)header, (nint)sets, 0, 0, 0, 0) != 0)
            Fail(request, Failure.Capabilities);
    }

    // time_namespaces(7): the caller's children enter the new namespace; the offsets can be set until the first does.
    private static void MakeTimeNamespace(Request* request)
    {
        const int NewTimeNamespace = 0x80;
        const int WriteOnlyCloseOnExec = 0x80001;
        if (Call(SystemCall.Unshare, NewTimeNamespace, 0) != 0)
            Fail(request, Failure.NewTimeNamespace);
        if (request->TimeOffsetsLength == 0)
            return;
        nint file = SystemCall.Bare(
            SystemCall.OpenAt, -100, (nint)request->TimeOffsetsPath, WriteOnlyCloseOnExec, 0, 0, 0);
        if (file < 0)
            Fail(request, Failure.TimeOffsets);
        nint length = request->TimeOffsetsLength;
        if (SystemCall.Bare(SystemCall.Write, file, (nint)request->TimeOffsets, length, 0, 0, 0) != length)
            Fail(request, Failure.TimeOffsets);
    }

    private static void BecomeInit(Request* request)
    {
        const int SetDescriptorFlags = 2;
        const int CloseOnExec = 4;
        const int EmptyPath = 0x1000;
        const int SetMask = 2;
        if (request->BecomeRoot)
        {
            byte gate;
            if (SystemCall.Bare(SystemCall.Read, request->ChildSocket, (nint)(&gate), 1, 0, 0, 0) != 1)
                Call(SystemCall.ExitGroup, 1, 0);
            if (SystemCall.Bare(SystemCall.SetResGid, 0, 0, 0, 0, 0, 0) != 0)
                Fail(request, Failure.GroupId);
            if (SystemCall.Bare(SystemCall.SetResUid, 0, 0, 0, 0, 0, 0) != 0)
                Fail(request, Failure.UserId);
        }
        if (Call(SystemCall.SetSid, 0, 0) < 0)
            Fail(request, Failure.Session);
        if (SystemCall.Bare(SystemCall.CloseRange, request->FirstPrivateFd, -1, CloseOnExec, 0, 0, 0) != 0)
            Fail(request, Failure.Descriptors);
        if (SystemCall.Bare(SystemCall.Fcntl, request->ChildSocket, SetDescriptorFlags, 0, 0, 0, 0) != 0)
            Fail(request, Failure.Descriptors);
        SystemCall.Bare(SystemCall.RtSigProcMask, SetMask, (nint)(&request->SignalMask), 0, 8, 0, 0);

        byte empty = 0;
        SystemCall.Bare(
            SystemCall.ExecveAt, request->Executable, (nint)(&empty), (nint)request->Arguments,
            (nint)request->Environment, EmptyPath, 0);
        Fail(request, Failure.Execute);
    }

    private static nint Call(int number, nint a, nint b) => SystemCall.Bare(number, a, b, 0, 0, 0, 0);

    private static void Send(Request* request, Failure failure, int errno, int pid)
    {
        Message message;
        message.Tag = Message.Magic;
        message.Failure = failure;
        message.Errno = errno;
        message.Pid = pid;
        SystemCall.Bare(SystemCall.Write, request->ChildSocket, (nint)(&message), Message.Size, 0, 0, 0);
    }

    private static void Fail(Request* request, Failure failure)
    {
        Send(request, failure, *SystemCall.BareErrno(), 0);
        Call(SystemCall.ExitGroup, 1, 0);
    }
}
