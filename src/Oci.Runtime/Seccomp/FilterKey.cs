using System;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Spec;

namespace Oci.Runtime.Seccomp;

/// <summary>What a compiled filter depends on, as a hash: the same key means the same program.</summary>
internal static class FilterKey
{
    /// <summary>Counts up when this version compiles the same profile to another program.</summary>
    private const int Format = 2;

    public static byte[] Of(SeccompSpec profile) =>
        Of(profile, LibSeccomp.Version, HostNames.KernelRelease, LibSeccomp.NativeArchitecture);

    // Every text has its length before it and every list its count, so two profiles are never one row of bytes. Flags
    // and listener are no part of the program.
    public static byte[] Of(SeccompSpec profile, string library, string kernel, uint architecture)
    {
        var bytes = new PlanWriter();
        bytes.Number("", Format);
        bytes.Text("", library);
        bytes.Text("", kernel);
        bytes.Number("", architecture);
        bytes.Text("", profile.DefaultAction);
        bytes.Number("", profile.DefaultErrnoRet ?? -1L);
        bytes.Texts("", profile.Architectures);
        bytes.Number("", profile.Syscalls.Count);
        foreach (SyscallRule rule in profile.Syscalls)
            Write(bytes, rule);
        return Sha256.Hash(bytes.ToArray());
    }

    private static void Write(PlanWriter bytes, SyscallRule rule)
    {
        bytes.Texts("", rule.Names);
        bytes.Text("", rule.Action);
        bytes.Number("", rule.ErrnoRet ?? -1L);
        bytes.Number("", rule.Args.Count);
        foreach (SyscallArgument argument in rule.Args)
        {
            bytes.Number("", argument.Index);
            bytes.Unsigned("", argument.Value);
            bytes.Unsigned("", argument.ValueTwo);
            bytes.Text("", argument.Operator);
        }
    }
}
