namespace Oci.Runtime.Interop;

/// <summary>Makes a <see cref="RuntimeFailure"/> of a failed system call, at the place where it failed.</summary>
internal static class KernelFailure
{
    /// <summary>The failure of the call that has just set errno.</summary>
    public static RuntimeFailure Last(string operation, string? subject, string? hint = null) =>
        Of(Errno.Last, operation, subject, hint);

    public static RuntimeFailure Of(int errno, string operation, string? subject, string? hint = null) =>
        new(operation, subject, Errno.Describe(errno), pointer: null, hint) { Errno = errno };
}
