using System;

namespace Oci.Conformance.Harness;

/// <summary>
/// A cgroup that belongs to the ordinary user with all below it, in version 1 in the hierarchies of his container's limits.
/// </summary>
public sealed class DelegatedCgroup : IDisposable
{
    private readonly string _name = "delegated-" + Guid.NewGuid().ToString("N")[..8];

    public DelegatedCgroup()
    {
        string parent = CgroupFiles.IsV2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/pids";
        Directory = $"{parent}/{_name}";
        string caller = $"{Directory}/caller";
        HostCommand.Shell($"mkdir -p {caller}; chown -R {OrdinaryUser.Id}:{OrdinaryUser.Id} {Directory}");
        // No process of the user comes into it from outside; in version 1 that does not matter.
        Entry = CgroupFiles.IsV2 ? $"echo $$ >{caller}/cgroup.procs" : "";
    }

    public string Directory { get; }

    /// <summary>Shell text that puts the shell where the user may move processes from.</summary>
    public string Entry { get; }

    /// <summary>What <c>linux.cgroupsPath</c> has to say.</summary>
    public string PathFor(string id) => $"/{_name}/{id}";

    public void Dispose() => HostCommand.Run("find", Directory, "-depth", "-type", "d", "-exec", "rmdir", "{}", "+").Succeeded();
}
