using System;
using System.Runtime.InteropServices;
using System.Text;

namespace Oci.Runtime.Interop;

/// <summary>A filter that libseccomp builds (seccomp_init(3)); linked statically into the executable.</summary>
internal sealed unsafe class LibSeccomp : IDisposable
{
    /// <summary>There is no such system call on any architecture that libseccomp knows.</summary>
    public const int UnknownCall = -1;

    private void* _context;

    /// <param name="defaultAction">What the filter says of calls without a rule.</param>
    public LibSeccomp(uint defaultAction)
    {
        _context = seccomp_init(defaultAction);
        if (_context is null)
            throw new RuntimeFailure("make", "a seccomp filter", $"libseccomp {Version} or the kernel does not know the default action")
            {
                Code = FailureCode.HostLacks,
            };
    }

    /// <summary>For example <c>2.5.4</c>.</summary>
    public static string Version
    {
        get
        {
            uint* version = seccomp_version();
            return $"{version[0]}.{version[1]}.{version[2]}";
        }
    }

    /// <summary>The architecture that we run on.</summary>
    public static uint NativeArchitecture => seccomp_arch_native();

    /// <summary>The number of a system call, negative where the architecture has none of that name.</summary>
    /// <param name="name">NUL-terminated.</param>
    public static int NumberOf(uint architecture, ReadOnlySpan<byte> name)
    {
        fixed (byte* text = name)
            return seccomp_syscall_resolve_name_arch(architecture, text);
    }

    /// <summary>Adds an architecture; 0, or the errno.</summary>
    public int TryAddArchitecture(uint architecture)
    {
        int error = -seccomp_arch_add(_context, architecture);
        return error == Errno.EEXIST ? 0 : error;
    }

    /// <summary>Looks system calls up in a tree; for long profiles.</summary>
    public void UseBinaryTree()
    {
        const int Optimize = 8;
        // A library that cannot do it compiles the slower filter.
        _ = seccomp_attr_set(_context, Optimize, 2);
    }

    /// <summary>Adds a rule that holds when all its comparisons do; 0, or the errno.</summary>
    public int TryAddRule(uint action, int number, ReadOnlySpan<Comparison> comparisons)
    {
        fixed (Comparison* array = comparisons)
            return -seccomp_rule_add_array(_context, action, number, (uint)comparisons.Length, array);
    }

    /// <summary>The program, as the kernel takes it.</summary>
    public byte[] Export()
    {
        using Fd file = MemoryFile.Empty("seccomp");
        int error = -seccomp_export_bpf(_context, file.Value);
        return error == 0
            ? Files.ReadFromStart(file, "the seccomp filter")
            : throw KernelFailure.Of(error, "compile", "the seccomp profile");
    }

    public void Dispose()
    {
        if (_context is not null)
            seccomp_release(_context);
        _context = null;
    }

    /// <summary>A text as libseccomp takes names.</summary>
    public static ReadOnlySpan<byte> NameOf(string name, Span<byte> scratch) =>
        Encoding.UTF8.TryGetBytes(name, scratch[..^1], out int length) && !name.Contains('\0', StringComparison.Ordinal)
            ? Terminate(scratch, length)
            : "\0"u8;

    private static ReadOnlySpan<byte> Terminate(Span<byte> text, int length)
    {
        text[length] = 0;
        return text[..(length + 1)];
    }

    /// <summary>struct scmp_arg_cmp.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly record struct Comparison(uint Argument, uint Operator, ulong First, ulong Second);

    [DllImport("libseccomp")]
    private static extern uint* seccomp_version();

    [DllImport("libseccomp")]
    private static extern uint seccomp_arch_native();

    [DllImport("libseccomp")]
    private static extern void* seccomp_init(uint action);

    [DllImport("libseccomp")]
    private static extern void seccomp_release(void* context);

    [DllImport("libseccomp")]
    private static extern int seccomp_arch_add(void* context, uint architecture);

    [DllImport("libseccomp")]
    private static extern int seccomp_attr_set(void* context, int attribute, uint value);

    [DllImport("libseccomp")]
    private static extern int seccomp_syscall_resolve_name_arch(uint architecture, byte* name);

    [DllImport("libseccomp")]
    private static extern int seccomp_rule_add_array(void* context, uint action, int number, uint count, Comparison* comparisons);

    [DllImport("libseccomp")]
    private static extern int seccomp_export_bpf(void* context, int fd);
}
