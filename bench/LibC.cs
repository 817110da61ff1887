using System.Runtime.InteropServices;

namespace Oci.Bench;

/// <summary>What .NET has no equal for: spawning without a copy of ourselves, and wait4's accounts.</summary>
internal static unsafe partial class LibC
{
    public const int EINTR = 4;
    public const int PR_SET_CHILD_SUBREAPER = 36;
    public const int O_RDONLY = 0;
    public const int O_WRONLY_CREAT_TRUNC = 0x1 | 0x40 | 0x200;

    /// <summary>More than sizeof(posix_spawn_file_actions_t), which is 80 in glibc.</summary>
    public const int FileActionsSize = 256;

    [LibraryImport("libc")]
    public static partial int posix_spawnp(
        int* pid, byte* file, void* fileActions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_init(void* fileActions);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_destroy(void* fileActions);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawn_file_actions_addopen(
        void* fileActions, int fd, string path, int flags, uint mode);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawn_file_actions_addchdir_np(void* fileActions, string path);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int wait4(int pid, int* status, int options, ResourceUsage* usage);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int prctl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    /// <summary>struct rusage of a 64-bit system.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    public struct ResourceUsage
    {
        public long UserSeconds;
        public long UserMicroseconds;
        public long SystemSeconds;
        public long SystemMicroseconds;
        public long MaxRssKibibytes;
    }
}
