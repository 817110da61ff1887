using Tmds.Linux;

namespace Oci.Runtime.Interop;

/// <summary>errno(3): the numbers we branch on, and the name and text of every number a user may meet.</summary>
internal static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int ESRCH = 3;
    public const int EINTR = 4;
    public const int EBADF = 9;
    public const int ECHILD = 10;
    public const int EAGAIN = 11;
    public const int ETIMEDOUT = 110;
    public const int EACCES = 13;
    public const int EFAULT = 14;
    public const int EBUSY = 16;
    public const int EEXIST = 17;
    public const int EXDEV = 18;
    public const int ENODEV = 19;
    public const int ENOTDIR = 20;
    public const int EISDIR = 21;
    public const int EINVAL = 22;
    public const int ENOSPC = 28;
    public const int EROFS = 30;
    public const int EPIPE = 32;
    public const int ERANGE = 34;
    public const int ENOSYS = 38;
    public const int ENOTEMPTY = 39;
    public const int ELOOP = 40;
    public const int EIO = 5;
    public const int ENOMEM = 12;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int ENXIO = 6;
    public const int ENOTSOCK = 88;
    public const int ENOTCONN = 107;
    public const int ECONNREFUSED = 111;
    public const int EOPNOTSUPP = 95;
    public const int ECONNRESET = 104;

    /// <summary>Whether nobody could look: it says nothing of whether a thing is there.</summary>
    public static bool SaysNothing(int errno) => errno is EIO or ENOMEM or ENFILE or EMFILE;

    /// <summary>The errno that the last failed call of this thread left.</summary>
    public static int Last => LibC.errno;

    /// <summary>For example <c>no such file or directory (ENOENT)</c>: lower case, as engines match it.</summary>
    public static string Describe(int errno)
    {
        (string name, string text) = Lookup(errno);
        return $"{text} ({name})";
    }

    /// <summary>For example <c>ENOENT</c>.</summary>
    public static string NameOf(int errno) => Lookup(errno).Name;

    private static (string Name, string Text) Lookup(int errno) => errno switch
    {
        EPERM => ("EPERM", "operation not permitted"),
        ENOENT => ("ENOENT", "no such file or directory"),
        ESRCH => ("ESRCH", "no such process"),
        EINTR => ("EINTR", "interrupted system call"),
        EIO => ("EIO", "input/output error"),
        ENXIO => ("ENXIO", "no such device or address"),
        7 => ("E2BIG", "argument list too long"),
        8 => ("ENOEXEC", "exec format error"),
        EBADF => ("EBADF", "bad file descriptor"),
        ECHILD => ("ECHILD", "no child processes"),
        EAGAIN => ("EAGAIN", "resource temporarily unavailable"),
        ENOMEM => ("ENOMEM", "cannot allocate memory"),
        EACCES => ("EACCES", "permission denied"),
        EFAULT => ("EFAULT", "bad address"),
        15 => ("ENOTBLK", "block device required"),
        EBUSY => ("EBUSY", "device or resource busy"),
        EEXIST => ("EEXIST", "file exists"),
        EXDEV => ("EXDEV", "invalid cross-device link"),
        ENODEV => ("ENODEV", "no such device"),
        ENOTDIR => ("ENOTDIR", "not a directory"),
        EISDIR => ("EISDIR", "is a directory"),
        EINVAL => ("EINVAL", "invalid argument"),
        ENFILE => ("ENFILE", "too many open files in system"),
        EMFILE => ("EMFILE", "too many open files"),
        25 => ("ENOTTY", "inappropriate ioctl for device"),
        26 => ("ETXTBSY", "text file busy"),
        27 => ("EFBIG", "file too large"),
        ENOSPC => ("ENOSPC", "no space left on device"),
        29 => ("ESPIPE", "illegal seek"),
        EROFS => ("EROFS", "read-only file system"),
        31 => ("EMLINK", "too many links"),
        EPIPE => ("EPIPE", "broken pipe"),
        33 => ("EDOM", "numerical argument out of domain"),
        ERANGE => ("ERANGE", "numerical result out of range"),
        35 => ("EDEADLK", "resource deadlock avoided"),
        36 => ("ENAMETOOLONG", "file name too long"),
        ENOSYS => ("ENOSYS", "function not implemented"),
        ENOTEMPTY => ("ENOTEMPTY", "directory not empty"),
        ELOOP => ("ELOOP", "too many levels of symbolic links"),
        61 => ("ENODATA", "no data available"),
        71 => ("EPROTO", "protocol error"),
        75 => ("EOVERFLOW", "value too large for defined data type"),
        80 => ("ELIBBAD", "accessing a corrupted shared library"),
        87 => ("EUSERS", "too many users"),
        ENOTSOCK => ("ENOTSOCK", "socket operation on non-socket"),
        91 => ("EPROTOTYPE", "protocol wrong type for socket"),
        EOPNOTSUPP => ("EOPNOTSUPP", "operation not supported"),
        97 => ("EAFNOSUPPORT", "address family not supported by protocol"),
        98 => ("EADDRINUSE", "address already in use"),
        ECONNRESET => ("ECONNRESET", "connection reset by peer"),
        105 => ("ENOBUFS", "no buffer space available"),
        ENOTCONN => ("ENOTCONN", "transport endpoint is not connected"),
        ETIMEDOUT => ("ETIMEDOUT", "connection timed out"),
        ECONNREFUSED => ("ECONNREFUSED", "connection refused"),
        116 => ("ESTALE", "stale file handle"),
        122 => ("EDQUOT", "disk quota exceeded"),
        _ => ($"errno {errno}", "unknown error"),
    };
}
