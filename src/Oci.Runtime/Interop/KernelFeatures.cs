namespace Oci.Runtime.Interop;

/// <summary>Asks what the kernel can do by calls that cannot succeed: the errno tells.</summary>
internal static class KernelFeatures
{
    private const int NoDescriptor = -1;

    /// <summary>mount_setattr(2): Linux 5.12.</summary>
    public static bool HasMountSetAttributes() =>
        SystemCall.Invoke(SystemCall.MountSetAttr, NoDescriptor, 0, 0, 0, 0) == 0 || Errno.Last != Errno.ENOSYS;

    /// <summary>Flags of a filter for seccomp(2): a filter at no address is a fault only if they are known.</summary>
    public static bool KnowsSeccompFlags(uint flags)
    {
        const int SetModeFilter = 1;
        return SystemCall.Invoke(SystemCall.Seccomp, SetModeFilter, flags, 0) == 0 || Errno.Last == Errno.EFAULT;
    }
}
