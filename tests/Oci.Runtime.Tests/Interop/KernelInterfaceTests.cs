using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Runtime.Security;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Interop;

/// <summary>Numbers and structures that the code has by heart, against the headers of the kernel.</summary>
public sealed class KernelInterfaceTests
{
    private const string WhySkipped = "no C compiler with the kernel's headers";

    private static readonly (string Field, string Member)[] CloneArguments =
    [
        ("Flags", "flags"), ("Pidfd", "pidfd"), ("ChildTid", "child_tid"), ("ParentTid", "parent_tid"), ("ExitSignal", "exit_signal"),
        ("Stack", "stack"), ("StackSize", "stack_size"), ("Tls", "tls"), ("SetTid", "set_tid"), ("SetTidSize", "set_tid_size"),
        ("Cgroup", "cgroup"),
    ];

    private static readonly (string Field, string Member)[] SchedulerAttributes =
    [
        ("Size", "size"), ("Policy", "sched_policy"), ("Flags", "sched_flags"), ("Nice", "sched_nice"), ("Priority", "sched_priority"),
        ("Runtime", "sched_runtime"), ("Deadline", "sched_deadline"), ("Period", "sched_period"),
        ("UtilizationMinimum", "sched_util_min"), ("UtilizationMaximum", "sched_util_max"),
    ];

    private static readonly (string Field, string Member)[] OpenHow = [("Flags", "flags"), ("Mode", "mode"), ("Resolve", "resolve")];

    [Fact]
    public void Structures_are_laid_out_as_the_kernel_has_them()
    {
        Assert.SkipUnless(KernelHeaders.AreHere, WhySkipped);

        Assert.Equal("", KernelHeaders.CheckAssertions(
        [
            .. LayoutOf(typeof(CloneStage), "CloneArguments", "struct clone_args", CloneArguments),
            .. LayoutOf(typeof(RootPath), "OpenHow", "struct open_how", OpenHow),
            .. LayoutOf(typeof(ThreadAttributes), "KernelAttributes", "struct sched_attr", SchedulerAttributes),
        ]));
    }

    // What is read and written by offset: Mounts.SetAttributes, Mounts.IdOf, Files.Names, Processes.WaitForChild.
    [Fact]
    public void Fields_are_where_the_code_looks_for_them()
    {
        Assert.SkipUnless(KernelHeaders.AreHere, WhySkipped);

        Assert.Equal("", KernelHeaders.CheckAssertions(
        [
            "sizeof(struct mount_attr) == 32", "offsetof(struct mount_attr, attr_set) == 0", "offsetof(struct mount_attr, attr_clr) == 8",
            "offsetof(struct mount_attr, propagation) == 16", "offsetof(struct mount_attr, userns_fd) == 24",
            "sizeof(struct statx) == 256", "offsetof(struct statx, stx_mnt_id) == 144", "STATX_MNT_ID == 0x1000",
            "offsetof(struct dirent64, d_reclen) == 16",
            "offsetof(struct dirent64, d_type) == 18", "offsetof(struct dirent64, d_name) == 19",
            "sizeof(siginfo_t) == 128", "offsetof(siginfo_t, si_code) == 8", "offsetof(siginfo_t, si_pid) == 16",
            "offsetof(siginfo_t, si_status) == 24",
        ]));
    }

    [Fact]
    public void An_assertion_that_does_not_hold_is_noticed()
    {
        Assert.SkipUnless(KernelHeaders.AreHere, WhySkipped);

        Assert.NotEqual("", KernelHeaders.CheckAssertions(["sizeof(struct clone_args) == 1"]));
    }

    [Fact]
    public void System_calls_have_the_numbers_of_this_architecture()
    {
        Assert.SkipUnless(KernelHeaders.AreHere, WhySkipped);
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach ((string name, long number) in KernelHeaders.Numbers)
        {
            if (name.StartsWith("__NR_", StringComparison.Ordinal))
                numbers[name[5..].Replace("_", "", StringComparison.Ordinal)] = number;
        }

        Assert.All(SystemCalls(), call => Assert.Equal((call.Name, numbers[call.Name.ToLowerInvariant()]), (call.Name, call.Number)));
    }

    [Fact]
    public void Errors_have_the_numbers_of_errno_h()
    {
        Assert.SkipUnless(KernelHeaders.AreHere, WhySkipped);
        (string Name, long Number)[] known =
            [.. Enumerable.Range(1, 133)
                .Select(static number => (Errno.NameOf(number), (long)number)).Where(static error => error.Item1[0] == 'E')];

        Assert.All(known, static error => Assert.Equal((error.Name, KernelHeaders.Numbers[error.Name]), error));
    }

    [Fact]
    public void Capabilities_and_limits_have_the_numbers_of_their_headers()
    {
        Assert.SkipUnless(KernelHeaders.AreHere, WhySkipped);
        foreach ((string name, long number) in KernelHeaders.Numbers)
        {
            if (name.StartsWith("RLIMIT_", StringComparison.Ordinal))
                Assert.Equal((name, number), (name, ResourceLimits.NumberOf(name)));
            else if (name.StartsWith("CAP_", StringComparison.Ordinal) && number <= Capabilities.Last)
                Assert.Equal((name, 1UL << (int)number), (name, Capabilities.MaskOf([name], Assert.Fail)));
        }
    }

    [Fact]
    public void Attributes_of_mounts_and_kinds_of_namespaces_have_the_bits_of_their_headers()
    {
        Assert.SkipUnless(KernelHeaders.AreHere, WhySkipped);
        IReadOnlyDictionary<string, long> numbers = KernelHeaders.Numbers;

        Assert.Equal(
            [
                ("RDONLY", MountAttributes.ReadOnly), ("NOSUID", MountAttributes.NoSuid), ("NODEV", MountAttributes.NoDev),
                ("NOEXEC", MountAttributes.NoExec), ("NOATIME", MountAttributes.NoAccessTime),
                ("STRICTATIME", MountAttributes.StrictAccessTime), ("_ATIME", MountAttributes.AccessTimeMask),
                ("NODIRATIME", MountAttributes.NoDirectoryAccessTime), ("NOSYMFOLLOW", MountAttributes.NoSymlinkFollow),
            ],
            new[] { "RDONLY", "NOSUID", "NODEV", "NOEXEC", "NOATIME", "STRICTATIME", "_ATIME", "NODIRATIME", "NOSYMFOLLOW" }
                .Select(name => (name, (MountAttributes)numbers[$"MOUNT_ATTR_{name}"])));
        Assert.Equal(
            new[] { "PID", "NET", "NS", "IPC", "UTS", "USER", "CGROUP", "TIME" }.Select(name => (ulong)numbers[$"CLONE_NEW{name}"]),
            Enum.GetValues<NamespaceKind>().Select(NamespaceFlags.Of));
    }

    // SCHED_OTHER is POSIX's name for what the kernel calls normal; nobody but out-of-tree patches has SCHED_ISO.
    [Fact]
    public void Names_of_the_specification_have_the_numbers_of_the_headers()
    {
        Assert.SkipUnless(KernelHeaders.AreHere, WhySkipped);
        IEnumerable<KernelName> names =
        [
            .. KernelNames.SchedulerPolicies.Where(static policy => policy.Name is not ("SCHED_OTHER" or "SCHED_ISO")),
            .. KernelNames.SchedulerFlags, .. KernelNames.IoPriorityClasses, .. KernelNames.MemoryPolicyFlags,
            // Younger than many headers (Linux 6.9).
            .. KernelNames.MemoryPolicyModes.Where(static mode => mode.Name is not "MPOL_WEIGHTED_INTERLEAVE"),
        ];

        Assert.Equal("", KernelHeaders.CheckAssertions(
        [
            .. names.Select(static name => $"{name.Name} == {name.Number}"),
            .. KernelNames.PersonalityDomains.Select(static domain => $"PER_{domain.Name} == {domain.Number}"),
            "SCHED_NORMAL == 0", "IOPRIO_CLASS_SHIFT == 13", "IOPRIO_WHO_PROCESS == 1",
        ]));
    }

    private static IEnumerable<string> LayoutOf(Type outer, string name, string type, (string Field, string Member)[] members)
    {
        Type inner = outer.GetNestedType(name, BindingFlags.Public | BindingFlags.NonPublic)!;
        string[] fields = [.. inner.GetFields().Select(static field => field.Name)];
        Assert.Equal(members.Select(static member => member.Field), fields);
        yield return $"sizeof({type}) == {Marshal.SizeOf(inner)}";
        foreach ((string field, string member) in members)
            yield return $"offsetof({type}, {member}) == {Marshal.OffsetOf(inner, field)}";
    }

    private static IEnumerable<(string Name, long Number)> SystemCalls()
    {
        const BindingFlags PublicStatic = BindingFlags.Public | BindingFlags.Static;
        IEnumerable<(string, long)> properties =
            typeof(SystemCall).GetProperties(PublicStatic).Select(static call => (call.Name, (long)(int)call.GetValue(null)!));
        IEnumerable<(string, long)> constants =
            typeof(SystemCall).GetFields(PublicStatic).Select(static call => (call.Name, (long)(int)call.GetRawConstantValue()!));
        return properties.Concat(constants);
    }
}
