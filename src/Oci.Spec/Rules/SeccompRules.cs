namespace Oci.Spec.Rules;

/// <summary>What the parts of a seccomp profile demand of each other.</summary>
internal static class SeccompRules
{
    private const string Notify = "SCMP_ACT_NOTIFY";

    public static void MetadataNeedsListener(ContainerSpec container, RuleFindings findings)
    {
        if (container.Linux?.Seccomp is { ListenerMetadata: not null, ListenerPath: null or "" })
            findings.Add("/linux/seccomp/listenerMetadata", "needs listenerPath beside it");
    }

    public static void NotifyNeedsListener(ContainerSpec container, RuleFindings findings)
    {
        if (container.Linux?.Seccomp is not { } seccomp || !string.IsNullOrEmpty(seccomp.ListenerPath))
            return;
        for (int i = 0; i < seccomp.Syscalls.Count; i++)
        {
            if (seccomp.Syscalls[i].Action == Notify)
                findings.Add(
                    $"/linux/seccomp/syscalls/{i}/action",
                    $"is {Notify}, which needs listenerPath in /linux/seccomp");
        }
    }

    /// <remarks>The listener is handed over with system calls, which would then wait for the listener.</remarks>
    public static void DefaultIsNotNotify(ContainerSpec container, RuleFindings findings)
    {
        if (container.Linux?.Seccomp?.DefaultAction == Notify)
            findings.Add("/linux/seccomp/defaultAction", $"cannot be {Notify}: the process could not even start");
    }

    public static void ErrnoFitsAction(ContainerSpec container, RuleFindings findings)
    {
        if (container.Linux?.Seccomp is not { } seccomp)
            return;
        if (seccomp.DefaultErrnoRet is not null && !TakesErrno(seccomp.DefaultAction))
            findings.Add("/linux/seccomp/defaultErrnoRet", $"has no meaning for {seccomp.DefaultAction}");
        for (int i = 0; i < seccomp.Syscalls.Count; i++)
        {
            SyscallRule rule = seccomp.Syscalls[i];
            if (rule.ErrnoRet is not null && !TakesErrno(rule.Action))
                findings.Add($"/linux/seccomp/syscalls/{i}/errnoRet", $"has no meaning for {rule.Action}");
        }
    }

    private static bool TakesErrno(string action) => action is "SCMP_ACT_ERRNO" or "SCMP_ACT_TRACE";
}
