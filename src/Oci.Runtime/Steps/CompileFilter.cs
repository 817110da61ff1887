using System;
using System.Runtime.InteropServices;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Runtime.Seccomp;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>
/// Compiles <c>linux.seccomp</c>, or finds the program compiled. First of all steps: what cannot be compiled leaves
/// nothing behind.
/// </summary>
internal sealed record CompileFilter(SeccompSpec Profile) : ParentStep("/linux/seccomp")
{
    public override string Kind => "compileFilter";

    public override string Describe() =>
        $"compile the seccomp filter: {Profile.DefaultAction} by default, {LoadFilter.CountOf(Profile.Syscalls.Count, "rule")}";

    public override void Run(LaunchContext context)
    {
        CheckFlags();
        byte[] key = FilterKey.Of(Profile);
        // Whoever searches for a fault wants to see what is skipped, which only compiling tells.
        byte[]? known = Diagnostics.Debug is null ? FilterCache.TryRead(context.Request.StateRoot, key) : null;
        context.Filter = known ?? FilterCompiler.Compile(Profile);
        context.NewFilterKey = known is null ? key : null;
        RefuseWithoutExecute(MemoryMarshal.Cast<byte, FilterInstruction>(context.Filter));
    }

    // The others are older than every kernel that this runtime works on.
    private void CheckFlags()
    {
        FilterFlags flags = SeccompNames.KernelFlags(SeccompNames.FlagsOf(Profile), SeccompNames.Notifies(Profile));
        if (flags.HasFlag(FilterFlags.WaitKillable) && !KernelFeatures.KnowsSeccompFlags((uint)flags))
        {
            throw new RuntimeFailure(
                "use", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", "this kernel does not know it", "/linux/seccomp/flags",
                "it is there since Linux 5.19") { Code = FailureCode.HostLacks };
        }
    }

    // execve is the first call under the filter, so a program that may not make it is none. Later there would be nobody
    // to tell: the filter stands between init and its line too.
    private static void RefuseWithoutExecute(ReadOnlySpan<FilterInstruction> program)
    {
        if (!FilterMachine.IsSane(program))
            return;
        uint answer = FilterMachine.Run(program, new SystemCallData(LibSeccomp.NativeArchitecture, SystemCall.ExecVe));
        // A tracer may be there by then; the listener will be.
        if ((answer & FilterActions.Mask) is FilterActions.Allow or FilterActions.Log or FilterActions.Trace or FilterActions.Notify)
            return;
        throw new RuntimeFailure(
            "exec", "the program", "the seccomp profile does not let it be executed", "/linux/seccomp",
            "execve is the first system call under the filter: give it a rule") { Code = FailureCode.ConfigInvalid };
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("defaultAction", Profile.DefaultAction);
        writer.Number("rules", Profile.Syscalls.Count);
        writer.Texts("architectures", Profile.Architectures);
    }
}

/// <summary>Hands the compiled filter over, and keeps it for the next container.</summary>
internal sealed record PassFilter() : PassDescriptor("/linux/seccomp")
{
    public override string Kind => "passFilter";

    public override string Describe() => "hand the seccomp filter over";

    protected override Fd Open(LaunchContext context)
    {
        // Not earlier: the directory of the cache is in the state root, which the first container makes.
        if (context.NewFilterKey is not null)
            FilterCache.Store(context.Request.StateRoot, context.NewFilterKey, context.Filter);
        return MemoryFile.Holding(context.Filter, "seccomp");
    }
}

/// <summary>Connects to the seccomp agent, while its socket is in reach and a missing one fails <c>create</c>.</summary>
internal sealed record PassAgent(string Path) : PassDescriptor("/linux/seccomp/listenerPath")
{
    public override string Kind => "connectAgent";

    public override string Describe() => $"connect to the seccomp agent at {Path}";

    protected override Fd Open(LaunchContext context) => Sockets.Connect(Path);

    public override void Write(StepWriter writer) => writer.Text("path", Path);
}

/// <summary>The container process state for the agent (config-linux.md), which init sends with the listener.</summary>
internal sealed record PassNotice(string? Metadata) : PassDescriptor("/linux/seccomp/listenerPath")
{
    public override string Kind => "describeToAgent";

    public override string Describe() => "describe the container to the seccomp agent";

    protected override Fd Open(LaunchContext context)
    {
        var notice = new ContainerProcessState
        {
            Pid = context.StartedInit.Pid,
            Metadata = Metadata,
            State = new ContainerState
            {
                OciVersion = SpecVersion.Newest,
                Id = context.Record.Id,
                Pid = context.Record.Init?.Pid ?? context.StartedInit.Pid,
                Status = context.Status,
                Bundle = context.Record.Bundle,
                Rootfs = context.Record.Rootfs,
                Created = context.Record.Created,
                Annotations = context.Record.Annotations,
            },
        };
        return MemoryFile.Holding(StateJson.WriteProcessState(notice), "seccomp-notice");
    }

    public override void Write(StepWriter writer) => writer.Text("metadata", Metadata);
}
