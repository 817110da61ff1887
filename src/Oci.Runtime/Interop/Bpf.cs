using System;
using System.Runtime.InteropServices;

namespace Oci.Runtime.Interop;

/// <summary>bpf(2), as far as device programs need it.</summary>
internal static unsafe class Bpf
{
    private const int LoadProgram = 5;
    private const int AttachProgram = 8;
    private const uint CgroupDeviceProgram = 15;
    private const uint CgroupDeviceAttachment = 6;

    /// <summary>BPF_F_ALLOW_MULTI: programs of this and of other cgroups above all run, and each can deny.</summary>
    private const uint AllowMulti = 2;

    // How often libbpf tries when the verifier was interrupted by a signal, too.
    private const int Attempts = 5;

    /// <summary>Loads a program of type BPF_PROG_TYPE_CGROUP_DEVICE.</summary>
    public static Fd LoadDeviceProgram(ReadOnlySpan<BpfInstruction> program)
    {
        // No helper is called, so no licence is asked for; the pointer must be valid all the same.
        fixed (BpfInstruction* instructions = program)
        fixed (byte* license = "Apache-2.0"u8)
        {
            var arguments = new LoadArguments
            {
                ProgramType = CgroupDeviceProgram,
                InstructionCount = (uint)program.Length,
                Instructions = (ulong)instructions,
                License = (ulong)license,
                ExpectedAttachType = CgroupDeviceAttachment,
            };
            "oci_devices"u8.CopyTo(new Span<byte>(arguments.Name, LoadArguments.NameSize));
            for (int attempt = 1; ; attempt++)
            {
                long fd = SystemCall.Invoke(SystemCall.Bpf, LoadProgram, (long)&arguments, sizeof(LoadArguments));
                if (fd >= 0)
                    return new Fd((int)fd);
                if (Errno.Last != Errno.EAGAIN || attempt == Attempts)
                    throw KernelFailure.Last("load", "the device program");
            }
        }
    }

    /// <summary>
    /// Attaches a device program to a cgroup v2, beside those that are there. The cgroup keeps it alive.
    /// </summary>
    public static void AttachDeviceProgram(Fd cgroup, Fd program, string cgroupPath)
    {
        var arguments = new AttachArguments
        {
            Target = (uint)cgroup.Value,
            Program = (uint)program.Value,
            AttachType = CgroupDeviceAttachment,
            Flags = AllowMulti,
        };
        if (SystemCall.Invoke(SystemCall.Bpf, AttachProgram, (long)&arguments, sizeof(AttachArguments)) != 0)
            throw KernelFailure.Last("attach the device program to", cgroupPath);
    }

    /// <summary>The part of union bpf_attr for BPF_PROG_LOAD, up to the last field we set.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LoadArguments
    {
        public const int NameSize = 16;

        public uint ProgramType;
        public uint InstructionCount;
        public ulong Instructions;
        public ulong License;
        public uint LogLevel;
        public uint LogSize;
        public ulong LogBuffer;
        public uint KernelVersion;
        public uint Flags;
        public fixed byte Name[NameSize];
        public uint InterfaceIndex;
        public uint ExpectedAttachType;
    }

    /// <summary>The part of union bpf_attr for BPF_PROG_ATTACH.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct AttachArguments
    {
        public uint Target;
        public uint Program;
        public uint AttachType;
        public uint Flags;
    }
}
