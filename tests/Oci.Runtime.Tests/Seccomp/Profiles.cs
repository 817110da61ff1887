using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Oci.Runtime.Interop;
using Oci.Runtime.Seccomp;
using Oci.Spec;

namespace Oci.Runtime.Tests.Seccomp;

/// <summary>Profiles as JSON, and what their compiled filters say of a call.</summary>
internal static class Profiles
{
    public const uint KillThread = 0;
    public const uint KillProcess = 0x80000000;
    public const uint Trap = 0x00030000;
    public const uint Allow = 0x7FFF0000;
    public const uint X86 = 0x40000003;

    public static SeccompSpec Read(string seccomp)
    {
        string config = $$"""{"ociVersion": "1.3.0", "root": {"path": "r"}, "linux": {"seccomp": {{seccomp}} } }""";
        return ConfigJson.Read(Encoding.UTF8.GetBytes(config), "config.json").Linux!.Seccomp!;
    }

    public static byte[] Compile(string seccomp) => FilterCompiler.Compile(Read(seccomp));

    /// <summary>What a filter answers to a call by name.</summary>
    public static uint Answer(byte[] filter, uint architecture, string name, params ulong[] arguments) =>
        Answer(filter, architecture, NumberOf(architecture, name), arguments);

    public static uint Answer(byte[] filter, uint architecture, int number, params ulong[] arguments)
    {
        ReadOnlySpan<FilterInstruction> program = MemoryMarshal.Cast<byte, FilterInstruction>(filter);
        if (!FilterMachine.IsSane(program))
            throw new InvalidOperationException("the program is not sane");
        uint seen = architecture == FilterArchitecture.X32 ? FilterArchitecture.X64 : architecture;
        return FilterMachine.Run(program, new SystemCallData(seen, number, arguments));
    }

    public static uint Answer(byte[] filter, string name, params ulong[] arguments) =>
        Answer(filter, LibSeccomp.NativeArchitecture, name, arguments);

    public static int NumberOf(uint architecture, string name) =>
        LibSeccomp.NumberOf(architecture, LibSeccomp.NameOf(name, stackalloc byte[64]));

    public static uint Errno(int errno) => 0x00050000u | (uint)errno;
}
