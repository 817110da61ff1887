using System;
using System.Collections.Generic;

namespace Oci.Spec.Rules;

/// <summary>What a process needs to be started.</summary>
internal static class ProcessRules
{
    public static void NamesAProgram(ProcessSpec process, RuleFindings findings)
    {
        if (process.Args.Count == 0)
            findings.Add("/args", "must name a program");
        else if (process.Args[0].Length == 0)
            findings.Add("/args/0", "is empty; it must name a program");
    }

    public static void EnvironmentHasNames(ProcessSpec process, RuleFindings findings) =>
        CheckEnvironment(process.Env, "/env", findings);

    /// <remarks>Values are not shown: many are secrets.</remarks>
    public static void CheckEnvironment(ValueList<string> environment, string pointer, RuleFindings findings)
    {
        for (int i = 0; i < environment.Count; i++)
        {
            int equals = environment[i].IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                findings.Add($"{pointer}/{i}", "must be NAME=value, but has no '='");
            else if (equals == 0)
                findings.Add($"{pointer}/{i}", "must be NAME=value, but has no name");
        }
    }

    public static void LimitsAreListedOnce(ProcessSpec process, RuleFindings findings)
    {
        var seen = new HashSet<string>(process.Rlimits.Count, StringComparer.Ordinal);
        for (int i = 0; i < process.Rlimits.Count; i++)
        {
            if (!seen.Add(process.Rlimits[i].Type))
                findings.Add($"/rlimits/{i}/type", $"lists {process.Rlimits[i].Type} again");
        }
    }

    public static void SoftLimitsAreWithinHard(ProcessSpec process, RuleFindings findings)
    {
        for (int i = 0; i < process.Rlimits.Count; i++)
        {
            Rlimit limit = process.Rlimits[i];
            if (limit.Soft > limit.Hard)
                findings.Add($"/rlimits/{i}/soft", $"is {limit.Soft}, more than the hard limit {limit.Hard}");
        }
    }

    public static void IdsAreReal(ProcessSpec process, RuleFindings findings)
    {
        const string Message = "is 4294967295, which the kernel takes for \"leave unchanged\"";
        if (process.User.Uid == uint.MaxValue)
            findings.Add("/user/uid", Message);
        if (process.User.Gid == uint.MaxValue)
            findings.Add("/user/gid", Message);
        for (int i = 0; i < process.User.AdditionalGids.Count; i++)
        {
            if (process.User.AdditionalGids[i] == uint.MaxValue)
                findings.Add($"/user/additionalGids/{i}", Message);
        }
    }

    public static void PriorityFitsPolicy(ProcessSpec process, RuleFindings findings)
    {
        if (process.Scheduler is not { } scheduler)
            return;
        bool isRealtime = scheduler.Policy is "SCHED_FIFO" or "SCHED_RR";
        int priority = scheduler.Priority ?? 0;
        if (isRealtime && priority is < 1 or > 99)
            findings.Add("/scheduler/priority", $"must be from 1 to 99 for {scheduler.Policy}, found {priority}");
        if (!isRealtime && priority != 0)
            findings.Add("/scheduler/priority", $"must be 0 for {scheduler.Policy}, found {priority}");
    }

    public static void NiceFitsPolicy(ProcessSpec process, RuleFindings findings)
    {
        if (process.Scheduler is not { Nice: { } nice and not 0 } scheduler)
            return;
        if (scheduler.Policy is not ("SCHED_OTHER" or "SCHED_BATCH"))
            findings.Add("/scheduler/nice", $"has no meaning for {scheduler.Policy}");
        else if (nice is < -20 or > 19)
            findings.Add("/scheduler/nice", $"must be from -20 to 19, found {nice}");
    }

    public static void DeadlineFitsPolicy(ProcessSpec process, RuleFindings findings)
    {
        if (process.Scheduler is not { } scheduler)
            return;
        ulong runtime = scheduler.Runtime ?? 0;
        ulong deadline = scheduler.Deadline ?? 0;
        ulong period = scheduler.Period ?? 0;
        if (scheduler.Policy != "SCHED_DEADLINE")
        {
            if ((runtime | deadline | period) != 0)
                findings.Add(
                    "/scheduler",
                    $"has a runtime, deadline or period, which have no meaning for {scheduler.Policy}");
            return;
        }
        // A period of 0 means that it is the deadline.
        if (runtime == 0 || runtime > deadline || (period != 0 && deadline > period))
            findings.Add("/scheduler", "must have 0 < runtime <= deadline <= period for SCHED_DEADLINE");
    }
}
