using System;
using System.Runtime.InteropServices;

namespace Oci.Runtime.Interop;

/// <summary>bpf(2), as far as device programs need it.</summary>
internal static unsafe class Bpf
{
    private const int LoadProgram = 5;
    private const int AttachProgram = 8;
    private const int DetachProgram = 9;
    private const int ProgramById = 13;
    private const int QueryPrograms = 16;
    private const uint CgroupDeviceProgram = 15;
    private const uint CgroupDeviceAttachment = 6;

    /// <summary>BPF_F_ALLOW_MULTI: programs of this and of other cgroups above all run, and each can deny.</summary>
    private const uint AllowMulti = 2;

    /// <summary>BPF_F_REPLACE.</summary>
    private const uint Replace = 4;

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
    /// Makes a device program the only one that is attached to this cgroup v2 itself; those of cgroups above stay. A
    /// single program that is there already is replaced in one step. The cgroup keeps the program alive.
    /// </summary>
    public static void SetDeviceProgram(Fd cgroup, Fd program, string cgroupPath)
    {
        uint[] before = DevicePrograms(cgroup, cgroupPath);
        if (before.Length == 1)
        {
            using Fd old = OpenProgram(before[0], cgroupPath);
            AttachDeviceProgram(cgroup, program, cgroupPath, AllowMulti | Replace, (uint)old.Value);
            return;
        }
        // More than one must all allow, so the new one only counts once they are gone.
        AttachDeviceProgram(cgroup, program, cgroupPath, AllowMulti, 0);
        foreach (uint id in before)
        {
            using Fd old = OpenProgram(id, cgroupPath);
            DetachDeviceProgram(cgroup, old, cgroupPath);
        }
    }

    private static void AttachDeviceProgram(Fd cgroup, Fd program, string cgroupPath, uint flags, uint replaced)
    {
        var arguments = new AttachArguments
        {
            Target = (uint)cgroup.Value,
            Program = (uint)program.Value,
            AttachType = CgroupDeviceAttachment,
            Flags = flags,
            Replaced = replaced,
        };
        if (SystemCall.Invoke(SystemCall.Bpf, AttachProgram, (long)&arguments, sizeof(AttachArguments)) != 0)
            throw KernelFailure.Last("attach the device program to", cgroupPath);
    }

    private static void DetachDeviceProgram(Fd cgroup, Fd program, string cgroupPath)
    {
        var arguments = new AttachArguments
        {
            Target = (uint)cgroup.Value, Program = (uint)program.Value, AttachType = CgroupDeviceAttachment,
        };
        if (SystemCall.Invoke(SystemCall.Bpf, DetachProgram, (long)&arguments, sizeof(AttachArguments)) != 0)
            throw KernelFailure.Last("detach the old device program from", cgroupPath);
    }

    /// <summary>The numbers of the device programs that are attached to the cgroup itself.</summary>
    public static uint[] DevicePrograms(Fd cgroup, string cgroupPath)
    {
        // The kernel keeps at most 64 for one cgroup and type (BPF_CGROUP_MAX_PROGS).
        uint* ids = stackalloc uint[64];
        var arguments = new QueryArguments
        {
            Target = (uint)cgroup.Value, AttachType = CgroupDeviceAttachment, Ids = (ulong)ids, Count = 64,
        };
        if (SystemCall.Invoke(SystemCall.Bpf, QueryPrograms, (long)&arguments, sizeof(QueryArguments)) != 0)
            throw KernelFailure.Last("list the device programs of", cgroupPath);
        return new ReadOnlySpan<uint>(ids, (int)arguments.Count).ToArray();
    }

    private static Fd OpenProgram(uint id, string cgroupPath)
    {
        ulong* arguments = stackalloc ulong[2] { id, 0 };
        long fd = SystemCall.Invoke(SystemCall.Bpf, ProgramById, (long)arguments, 2 * sizeof(ulong));
        return fd >= 0 ? new Fd((int)fd) : throw KernelFailure.Last("open a device program of", cgroupPath);
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
        public uint Replaced;
    }

    /// <summary>The part of union bpf_attr for BPF_PROG_QUERY.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct QueryArguments
    {
        public uint Target;
        public uint AttachType;
        public uint QueryFlags;
        public uint AttachFlags;
        public ulong Ids;
        public uint Count;
    }
}
