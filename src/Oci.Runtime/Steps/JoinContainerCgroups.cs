using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>
/// Puts a process into the cgroups of a container that is there, or lets it join those of version 1 itself; see
/// <see cref="AwaitCgroup"/>.
/// </summary>
/// <param name="FollowsInit">
/// Where the container has divided its cgroup of version 2, no process may be in it any more: then it goes where the first
/// process is.
/// </param>
/// <param name="BornInside">The process is there already, unless it could not be born there.</param>
internal sealed record JoinContainerCgroups(ValueList<string> Paths, bool FollowsInit, bool BornInside)
    : ParentStep("/linux/cgroupsPath")
{
    public override string Kind => "joinContainerCgroups";

    public override string Describe() => BornInside
        ? "let the process go on, in the container's cgroup"
        : "put the process into the container's cgroups";

    public override void Run(LaunchContext context)
    {
        var tasks = new List<Fd>(Paths.Count);
        foreach (string path in Paths)
        {
            Fd? file = Files.TryOpen($"{path}/tasks", Files.WriteOnly, out int errno);
            if (file is not null)
                tasks.Add(file);
            else if (errno != Errno.ENOENT)
                throw KernelFailure.Of(errno, "open", $"{path}/tasks");
            else if (!context.StartedInit.IsBornInCgroup)
                JoinByNumber(context, path);
        }
        context.StartedInit.Channel.SendDescriptors(
            Signal.Cgroup, tasks.ConvertAll(static file => file.Value).ToArray());
        tasks.ForEach(static file => file.Dispose());
        // Whoever deletes the container has ended all that was in its cgroups, and does not wait for latecomers.
        if (Polling.WaitReadable(context.Container!, milliseconds: 0))
            throw new RuntimeFailure("join", "the container's cgroups", "the container has stopped")
                .As(FailureCode.ContainerState);
    }

    private void JoinByNumber(LaunchContext context, string path)
    {
        byte[] number = Encoding.ASCII.GetBytes(context.StartedInit.Pid.ToString(CultureInfo.InvariantCulture));
        if (Files.TryWriteControlFile(Fd.WorkingDirectory, $"{path}/cgroup.procs", number, out int errno))
            return;
        if (!FollowsInit || errno is not (Errno.EBUSY or Errno.EOPNOTSUPP) || DirectoryOfInit(context) is not { } other)
            throw KernelFailure.Of(errno, "join cgroup", path);
        CgroupDirectories.Join(other, context.StartedInit.Pid);
    }

    private static string? DirectoryOfInit(LaunchContext context)
    {
        byte[] mounts = ReadProc(context.Proc, "self/mountinfo");
        byte[] cgroups = ReadProc(context.Proc, $"{context.Record.Init!.Pid}/cgroup");
        return CgroupLayout.Parse(mounts, cgroups).V2?.OwnDirectory;
    }

    private static byte[] ReadProc(Fd proc, string path)
    {
        using Fd file = Files.OpenAt(proc.Value, path, Files.ReadOnly);
        return Files.ReadAll(file, $"/proc/{path}");
    }

    public override void Write(StepWriter writer) => writer.Texts("paths", Paths);
}
