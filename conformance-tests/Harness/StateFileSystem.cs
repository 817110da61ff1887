using System;
using System.IO;

namespace Oci.Conformance.Harness;

/// <summary>A file system of its own for a container's state, which can be small, full or read-only.</summary>
public sealed class StateFileSystem : IDisposable
{
    private readonly string _path;
    private readonly string _filling;

    public StateFileSystem(Container container, string options)
    {
        _path = container.StateRoot;
        _filling = _path + "/filling";
        Directory.CreateDirectory(_path);
        HostCommand.Run("mount", "-t", "tmpfs", "-o", "mode=700," + options, "state", _path).Succeeded();
    }

    /// <summary>Take what is left of the space and of the files that it can hold.</summary>
    public void Fill()
    {
        HostCommand.Run("sh", "-c", $"""
            mkdir {_filling} && cat /dev/zero >{_filling}/0
            i=1; while mkdir {_filling}/$i; do i=$((i+1)); done
            """);
        Assert.NotEqual(0, HostCommand.Run("sh", "-c", $"echo more >{_path}/more").ExitCode);
        File.Delete(_path + "/more");
    }

    public void Empty() => HostCommand.Run("rm", "-rf", _filling).Succeeded();

    public void MakeReadOnly() => HostCommand.Run("mount", "-o", "remount,ro", _path).Succeeded();

    public void MakeWritable() => HostCommand.Run("mount", "-o", "remount,rw", _path).Succeeded();

    public void Dispose() => HostCommand.Run("umount", "-l", _path).Succeeded();
}
