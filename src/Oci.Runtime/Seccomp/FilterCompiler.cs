using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Oci.Runtime.Interop;
using Oci.Spec;

namespace Oci.Runtime.Seccomp;

/// <summary>Compiles <c>linux.seccomp</c> to the program that the kernel runs before every system call.</summary>
internal sealed class FilterCompiler
{
    // As runc does: from here on a tree is shorter for the kernel to walk than a list.
    private const int LongProfile = 32;
    private const int LongestName = 128;

    private readonly SeccompSpec _profile;
    private readonly uint _defaultAction;
    private readonly List<uint> _architectures = [];

    private FilterCompiler(SeccompSpec profile)
    {
        _profile = profile;
        _defaultAction = SeccompNames.Action(profile.DefaultAction, profile.DefaultErrnoRet);
    }

    public static byte[] Compile(SeccompSpec profile)
    {
        var compiler = new FilterCompiler(profile);
        byte[] program = compiler.Compile();
        int count = program.Length / FilterInstruction.Size;
        return count <= FilterMachine.MostInstructions
            ? program
            : throw new RuntimeFailure(
                "compile", "the seccomp profile", $"it takes {count} instructions, the kernel at most {FilterMachine.MostInstructions}");
    }

    private byte[] Compile()
    {
        using var filter = new LibSeccomp(_defaultAction);
        AddArchitectures(filter);
        if (CountNames() > LongProfile)
            filter.UseBinaryTree();
        List<CallRules> calls = GatherRules();
        foreach (CallRules call in calls)
            AddRules(filter, call);
        // First of all what would otherwise be answered by the default; then the rules that libseccomp is not given.
        return
        [
            .. BytesOf(YoungerCalls.AreRefusedBy(_defaultAction) ? YoungerCalls.Answer(FindLargest()) : []),
            .. BytesOf(ArgumentRules.Answer(calls.FindAll(static call => !call.IsForLibrary), _architectures)),
            .. filter.Export(),
        ];
    }

    private static ReadOnlySpan<byte> BytesOf(List<FilterInstruction> program) =>
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(program));

    private void AddArchitectures(LibSeccomp filter)
    {
        _architectures.Add(LibSeccomp.NativeArchitecture);
        for (int i = 0; i < _profile.Architectures.Count; i++)
        {
            string name = _profile.Architectures[i];
            uint architecture = SeccompNames.Architecture(name);
            int errno = filter.TryAddArchitecture(architecture);
            if (errno != 0)
                throw CannotAdd(name, errno, i);
            if (!_architectures.Contains(architecture))
                _architectures.Add(architecture);
        }
    }

    private static RuntimeFailure CannotAdd(string name, int errno, int index)
    {
        const int OtherByteOrder = 33;
        string reason = errno switch
        {
            OtherByteOrder => "its byte order is not this machine's",
            Errno.EINVAL => $"libseccomp {LibSeccomp.Version} does not know this architecture",
            _ => Errno.Describe(errno),
        };
        return new RuntimeFailure("filter system calls of", name, reason, $"/linux/seccomp/architectures/{index}");
    }

    private int CountNames()
    {
        int count = 0;
        foreach (SyscallRule rule in _profile.Syscalls)
            count += rule.Names.Count;
        return count;
    }

    private List<CallRules> GatherRules()
    {
        var byNumber = new Dictionary<int, CallRules>();
        var calls = new List<CallRules>();
        Span<byte> scratch = stackalloc byte[LongestName];
        for (int i = 0; i < _profile.Syscalls.Count; i++)
        {
            SyscallRule rule = _profile.Syscalls[i];
            uint action = SeccompNames.Action(rule.Action, rule.ErrnoRet);
            // libseccomp takes no rule that says what the default says anyway.
            if (action == _defaultAction)
                continue;
            foreach (string name in rule.Names)
            {
                int number = LibSeccomp.NumberOf(_architectures[0], LibSeccomp.NameOf(name, scratch));
                if (number == LibSeccomp.UnknownCall)
                {
                    Diagnostics.Debug?.Invoke($"/linux/seccomp/syscalls/{i}: no system call is named {name}; skipped");
                    continue;
                }
                if (!byNumber.TryGetValue(number, out CallRules? call))
                    calls.Add(byNumber[number] = call = new CallRules(name, number));
                call.Add(action, ComparisonsOf(rule), i);
            }
        }
        return calls;
    }

    private void AddRules(LibSeccomp filter, CallRules call)
    {
        foreach (CallRule rule in call.ForLibrary)
        {
            int errno = filter.TryAddRule(rule.Action, call.Number, rule.Comparisons);
            if (errno != 0)
            {
                throw KernelFailure.Of(errno, $"filter {call.Name} by", _profile.Syscalls[rule.Index].Action)
                    .For($"/linux/seccomp/syscalls/{rule.Index}");
            }
        }
    }

    private static LibSeccomp.Comparison[] ComparisonsOf(SyscallRule rule)
    {
        var comparisons = new LibSeccomp.Comparison[rule.Args.Count];
        for (int i = 0; i < comparisons.Length; i++)
        {
            SyscallArgument argument = rule.Args[i];
            comparisons[i] = new(argument.Index, SeccompNames.Operator(argument.Operator), argument.Value, argument.ValueTwo);
        }
        return comparisons;
    }

    private Dictionary<uint, uint> FindLargest()
    {
        var largest = new Dictionary<uint, uint>();
        Span<byte> scratch = stackalloc byte[LongestName];
        foreach (SyscallRule rule in _profile.Syscalls)
        {
            foreach (string name in rule.Names)
            {
                ReadOnlySpan<byte> text = LibSeccomp.NameOf(name, scratch);
                foreach (uint architecture in _architectures)
                {
                    int number = LibSeccomp.NumberOf(architecture, text);
                    if (number > 0 && (uint)number > largest.GetValueOrDefault(architecture))
                        largest[architecture] = (uint)number;
                }
            }
        }
        return largest;
    }
}
