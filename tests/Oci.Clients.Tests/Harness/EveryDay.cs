namespace Oci.Clients.Tests.Harness;

/// <summary>Options that people give every day, read inside.</summary>
public static class EveryDay
{
    /// <summary>Prints what came of the options.</summary>
    public const string Script = """
        echo $(ulimit -Sn) $(ulimit -Hn) $(cat /proc/sys/kernel/msgmax) $(hostname)
        echo $(id -u) $(id -g) $(id -G)
        cat /proc/self/oom_score_adj
        stat -c '%t:%T' /dev/net/tun
        df -k /dev/shm | awk 'END { print $2 }'
        cat /data/word; touch /data/new 2>&1 || true
        """;

    /// <summary>What the script prints; tun is device 10:200, in hexadecimal.</summary>
    public static string[] Answer { get; } =
    [
        "100 200 4096 box", "1000 1001 1001 1002", "321", "a:c8", "1024", "word",
        "touch: /data/new: Read-only file system",
    ];
}
