using System.Text.Json;

namespace Oci.Spec.Writing;

/// <summary>Writes <c>process</c>.</summary>
internal static class ProcessWriting
{
    public static void Process(Utf8JsonWriter json, ProcessSpec process)
    {
        json.Flag("terminal"u8, process.Terminal);
        json.Field("consoleSize"u8, process.ConsoleSize, ConsoleSize);
        json.Field("user"u8, process.User, User);
        json.Texts("args"u8, process.Args);
        json.Texts("env"u8, process.Env);
        json.WriteString("cwd"u8, process.Cwd);
        json.Field("capabilities"u8, process.Capabilities, Capabilities);
        json.List("rlimits"u8, process.Rlimits, Rlimit);
        json.Flag("noNewPrivileges"u8, process.NoNewPrivileges);
        json.Field("apparmorProfile"u8, process.ApparmorProfile);
        json.Field("oomScoreAdj"u8, process.OomScoreAdj);
        json.Field("scheduler"u8, process.Scheduler, Scheduler);
        json.Field("selinuxLabel"u8, process.SelinuxLabel);
        json.Field("ioPriority"u8, process.IoPriority, IoPriority);
        json.Field("execCPUAffinity"u8, process.ExecCpuAffinity, CpuAffinity);
    }

    private static void ConsoleSize(Utf8JsonWriter json, ConsoleSize size)
    {
        json.WriteNumber("height"u8, size.Height);
        json.WriteNumber("width"u8, size.Width);
    }

    private static void User(Utf8JsonWriter json, UserSpec user)
    {
        json.WriteNumber("uid"u8, user.Uid);
        json.WriteNumber("gid"u8, user.Gid);
        json.Field("umask"u8, user.Umask);
        if (user.AdditionalGids.Count == 0)
            return;
        json.WriteStartArray("additionalGids"u8);
        foreach (uint gid in user.AdditionalGids)
            json.WriteNumberValue(gid);
        json.WriteEndArray();
    }

    private static void Capabilities(Utf8JsonWriter json, CapabilitiesSpec capabilities)
    {
        json.Texts("bounding"u8, capabilities.Bounding);
        json.Texts("effective"u8, capabilities.Effective);
        json.Texts("inheritable"u8, capabilities.Inheritable);
        json.Texts("permitted"u8, capabilities.Permitted);
        json.Texts("ambient"u8, capabilities.Ambient);
    }

    private static void Rlimit(Utf8JsonWriter json, Rlimit limit)
    {
        json.WriteString("type"u8, limit.Type);
        json.WriteNumber("hard"u8, limit.Hard);
        json.WriteNumber("soft"u8, limit.Soft);
    }

    private static void Scheduler(Utf8JsonWriter json, SchedulerSpec scheduler)
    {
        json.WriteString("policy"u8, scheduler.Policy);
        json.Field("nice"u8, scheduler.Nice);
        json.Field("priority"u8, scheduler.Priority);
        json.Texts("flags"u8, scheduler.Flags);
        json.Field("runtime"u8, scheduler.Runtime);
        json.Field("deadline"u8, scheduler.Deadline);
        json.Field("period"u8, scheduler.Period);
    }

    private static void IoPriority(Utf8JsonWriter json, IoPrioritySpec priority)
    {
        json.WriteString("class"u8, priority.Class);
        json.WriteNumber("priority"u8, priority.Priority);
    }

    private static void CpuAffinity(Utf8JsonWriter json, CpuAffinitySpec affinity)
    {
        json.Field("initial"u8, affinity.Initial);
        json.Field("final"u8, affinity.Final);
    }
}
