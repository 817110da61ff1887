using System;
using System.Collections.Generic;
using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.State;
using Oci.Spec;

namespace Oci.Runtime.Lifecycle;

/// <summary>Says what containers there are and what state they are in.</summary>
public static class QueryContainers
{
    /// <summary>The state of one container, as it is now.</summary>
    /// <exception cref="RuntimeFailure">There is no such container, or its record is damaged.</exception>
    public static ContainerState State(string stateRoot, string id)
    {
        using ContainerHandle container = ContainerHandle.Open(stateRoot, id);
        return StateOf(container, id, new OwnerNames());
    }

    /// <summary>
    /// All containers under a state root, by id; what cannot be read is passed to <paramref name="warn"/> and left out.
    /// </summary>
    public static IReadOnlyList<ContainerState> List(string stateRoot, Action<string> warn)
    {
        var states = new List<ContainerState>();
        var owners = new OwnerNames();
        foreach (string id in StateDirectory.Ids(stateRoot, name => warn($"{stateRoot}/{name} is no container")))
        {
            try
            {
                using ContainerHandle container = ContainerHandle.Open(stateRoot, id);
                if (container.Record is null)
                    warn($"{stateRoot}/{id} has no record of a container");
                else
                    states.Add(StateOf(container, id, owners));
            }
            catch (RuntimeFailure failure)
            {
                // Deleted in between, or damaged: the others are listed all the same.
                if (failure.Errno != Errno.ENOENT)
                    warn(failure.Message);
            }
        }
        return states;
    }

    private static ContainerState StateOf(ContainerHandle container, string id, OwnerNames owners)
    {
        ContainerStatus status = container.Status();
        ContainerRecord? record = container.Record;
        KeptEnd? end = status == ContainerStatus.Stopped ? EndOf(container) : null;
        return new ContainerState
        {
            OciVersion = SpecVersion.Newest,
            Id = id,
            Pid = status == ContainerStatus.Stopped ? 0 : record?.Init?.Pid ?? 0,
            Status = status,
            Bundle = record?.Bundle ?? "",
            Rootfs = record?.Rootfs ?? "",
            Created = record?.Created ?? default,
            Owner = owners.NameOf(Files.Status(container.StateDirectory.Directory, id).Uid),
            Annotations = record?.Annotations ?? [],
            ExitCode = end?.ExitCode,
            FinishedAt = end?.Finished,
        };
    }

    private static KeptEnd? EndOf(ContainerHandle container) =>
        container.StateDirectory.ReadEnd() ?? (container.EndOfZombie() is { } end ? new KeptEnd(end.ExitCode, null) : null);

    /// <summary>
    /// Names of users on the host, for the field <c>owner</c>; empty when unknown, as engines expect.
    /// </summary>
    private sealed class OwnerNames
    {
        private byte[]? _passwd;

        public string NameOf(uint uid)
        {
            if (uid == 0)
                return "root";
            using Fd? file = _passwd is null ? Files.TryOpen("/etc/passwd", Files.ReadOnly, out _) : null;
            _passwd ??= file is null ? [] : Files.ReadAll(file, "/etc/passwd");
            return PasswdFile.NameOf(_passwd, uid) ?? "";
        }
    }
}
