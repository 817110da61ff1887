using System;
using System.IO;

namespace Oci.Conformance.Harness;

/// <summary>
/// A cgroup that belongs to the ordinary user with all below it, in version 1 in the hierarchies of his container's limits.
/// </summary>
public sealed class DelegatedCgroup : IDisposable
{
    private readonly string _name = "delegated-" + Guid.NewGuid().ToString("N")[..8];
    private readonly string _directory;

    public DelegatedCgroup()
    {
        string parent = CgroupFiles.IsV2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/pids";
        _directory = $"{parent}/{_name}";
        string caller = $"{_directory}/caller";
        HostCommand.Shell($"mkdir -p {caller}; chown -R {OrdinaryUser.Id}:{OrdinaryUser.Id} {_directory}");
        // No process of the user comes into it from outside; in version 1 that does not matter.
        Entry = CgroupFiles.IsV2 ? $"echo $$ >{caller}/cgroup.procs" : "";
    }

    /// <summary>Shell text that puts the shell where the user may move processes from.</summary>
    public string Entry { get; }

    /// <summary>What <c>linux.cgroupsPath</c> has to say.</summary>
    public string PathFor(string id) => $"/{_name}/{id}";

    public void Dispose() => HostCommand.Run("find", _directory, "-depth", "-type", "d", "-exec", "rmdir", "{}", "+").Succeeded();
}
