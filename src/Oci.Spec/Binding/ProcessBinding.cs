using Oci.Spec.Json;

namespace Oci.Spec.Binding;

/// <summary>Binds <c>process</c>, in config.json and alone.</summary>
internal static class ProcessBinding
{
    public static ProcessSpec Process(JsonValue process) => new()
    {
        Terminal = process["terminal"u8].Flag(),
        ConsoleSize = process["consoleSize"u8].As(ConsoleSize),
        Cwd = process["cwd"u8].Text(),
        Env = process["env"u8].Texts(),
        Args = process["args"u8].Texts(),
        Rlimits = process["rlimits"u8].List(Rlimit),
        ApparmorProfile = process["apparmorProfile"u8].TextOrNull(),
        Capabilities = process["capabilities"u8].As(Capabilities),
        NoNewPrivileges = process["noNewPrivileges"u8].Flag(),
        OomScoreAdj = process["oomScoreAdj"u8].Int32OrNull(),
        Scheduler = process["scheduler"u8].As(Scheduler),
        SelinuxLabel = process["selinuxLabel"u8].TextOrNull(),
        IoPriority = process["ioPriority"u8].As(IoPriority),
        ExecCpuAffinity = process["execCPUAffinity"u8].As(CpuAffinity),
        User = User(process["user"u8]),
    };

    private static ConsoleSize ConsoleSize(JsonValue size) => new(size["height"u8].UInt16(), size["width"u8].UInt16());

    private static Rlimit Rlimit(JsonValue limit) =>
        new(limit["type"u8].Text(), limit["soft"u8].UInt64(), limit["hard"u8].UInt64());

    private static CapabilitiesSpec Capabilities(JsonValue capabilities) => new()
    {
        Bounding = capabilities["bounding"u8].Texts(),
        Effective = capabilities["effective"u8].Texts(),
        Inheritable = capabilities["inheritable"u8].Texts(),
        Permitted = capabilities["permitted"u8].Texts(),
        Ambient = capabilities["ambient"u8].Texts(),
    };

    private static UserSpec User(JsonValue user) => new()
    {
        Uid = user["uid"u8].UInt32(),
        Gid = user["gid"u8].UInt32(),
        Umask = user["umask"u8].UInt32OrNull(),
        AdditionalGids = user["additionalGids"u8].UInt32s(),
    };

    private static SchedulerSpec Scheduler(JsonValue scheduler) => new()
    {
        Policy = scheduler["policy"u8].Text(),
        Nice = scheduler["nice"u8].Int32OrNull(),
        Priority = scheduler["priority"u8].Int32OrNull(),
        Flags = scheduler["flags"u8].Texts(),
        Runtime = scheduler["runtime"u8].UInt64OrNull(),
        Deadline = scheduler["deadline"u8].UInt64OrNull(),
        Period = scheduler["period"u8].UInt64OrNull(),
    };

    private static IoPrioritySpec IoPriority(JsonValue priority) =>
        new(priority["class"u8].Text(), priority["priority"u8].Int32());

    private static CpuAffinitySpec CpuAffinity(JsonValue affinity) =>
        new(affinity["initial"u8].TextOrNull(), affinity["final"u8].TextOrNull());
}
