using System.IO;

namespace Oci.Clients.Tests.Harness;

/// <summary>A container with one capability, no new privileges, a system call filter and a read-only root.</summary>
public static class SeccompProfile
{
    /// <summary>Prints what is left of a process's rights.</summary>
    public const string Script = """
        grep -E '^(CapEff|NoNewPrivs|Seccomp):' /proc/self/status | tr -d '\t'
        mkdir /scratch/directory 2>&1 | grep -o "ross-device link"
        touch /file 2>&1
        touch /scratch/file && ls /scratch
        """;

    /// <summary>What the script prints; NET_BIND_SERVICE is capability 10.</summary>
    public static string[] Answer { get; } =
    [
        "CapEff:0000000000000400", "NoNewPrivs:1", "Seccomp:2", "ross-device link",
        "touch: /file: Read-only file system", "file",
    ];

    /// <summary>Write a profile that lets mkdir fail with EXDEV, which no kernel would answer.</summary>
    public static string WithoutMkdir(string directory)
    {
        string file = Path.Combine(directory, "seccomp.json");
        File.WriteAllText(file, """
            {
              "defaultAction": "SCMP_ACT_ALLOW",
              "syscalls": [{ "names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 18 }]
            }
            """);
        return file;
    }
}
