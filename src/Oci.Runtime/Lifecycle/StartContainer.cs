using System;
using Oci.Runtime.Hooks;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Notify;
using Oci.Runtime.State;
using Oci.Spec;

namespace Oci.Runtime.Lifecycle;

/// <summary>Lets the process of a created container run.</summary>
public static class StartContainer
{
    /// <param name="notifySocket">
    /// Where a service manager waits for the container to be ready; see <see cref="CreateOptions.NotifySocket"/>. Then this
    /// returns when the container has said that it is, or has ended.
    /// </param>
    /// <exception cref="RuntimeFailure">The container is not created, or its program could not be executed.</exception>
    public static void Run(string stateRoot, string id, string? notifySocket = null)
    {
        Progress.Enter(Phases.Start);
        using ContainerHandle container = ContainerHandle.Open(stateRoot, id);
        if (!container.TryLock())
            throw StateDirectory.DoesNotExist(id);
        CheckCreated(container, id);
        using NotifyRelay? relay = NotifyRelay.Open(container.StateDirectory, notifySocket, container.Record?.Init?.Pid ?? 0);
        Run(container, id);
        if (relay is null || container.TryOpenInit() is not { } init)
            return;
        using (init)
            OrDestroy(container, id, () => relay.AwaitReady(init, leavesAfter: true));
    }

    private static void Run(ContainerHandle container, string id)
    {
        KeptHooks? hooks = container.Record?.Hooks;

        using Fd? line = Sockets.TryConnect(container.StateDirectory.Directory, StateDirectory.StartSocket, out int errno);
        if (line is null)
        {
            using Fd? init = container.TryOpenInit();
            string hint = init is null ? "its init has ended" : $"its init does not listen on {StateDirectory.StartSocket} any more";
            throw KernelFailure.Of(errno, "start container", id, hint).As(FailureCode.InitEnded);
        }
        using var starter = new Channel(line);
        if (hooks is { HasStartContainer: true })
        {
            container.StateDirectory.TakeStart();
            // Hooks take their time, and the container can be deleted meanwhile.
            container.StateDirectory.Unlock();
            SendStart(starter, container);
            OrDestroy(container, id, () => StartHooks.Await(starter, container.StateDirectory));
        }
        else
        {
            RemoveStartSocket(container.StateDirectory);
            SendStart(starter, container);
            // It is started; but an init that is stopped or frozen takes its time too, and can be deleted meanwhile.
            container.StateDirectory.Unlock();
        }
        starter.AwaitExecution();
        if (hooks is { Poststart.Count: > 0 })
            OrDestroy(container, id, () => StartHooks.RunPoststart(container.Record!));
    }

    // With a timeline init is given a place for its part of it.
    private static void SendStart(Channel starter, ContainerHandle container)
    {
        if (Progress.Timeline is not { } timeline)
        {
            starter.Send(Signal.Start);
            return;
        }
        int pid = container.Record?.Init?.Pid ?? 0;
        using Fd proc = ProcFs.OpenHost();
        using Fd memory = timeline.Watch(proc, pid, pid, []);
        starter.SendDescriptors(Signal.Start, [memory.Value]);
    }

    // Gone before the program runs: from here on the container counts as running.
    private static void RemoveStartSocket(StateDirectory state)
    {
        int errno = Files.TryRemove(state.Directory.Value, StateDirectory.StartSocket, isDirectory: false);
        if (errno != 0)
            throw KernelFailure.Of(errno, "remove", $"{state.Path}/{StateDirectory.StartSocket}");
    }

    // runtime.md, Lifecycle: where a hook of start fails, the container is stopped and destroyed. So is one that is not ready
    // in time.
    private static void OrDestroy(ContainerHandle container, string id, Action rest)
    {
        try
        {
            rest();
        }
        catch (RuntimeFailure)
        {
            Destroy(container, id);
            throw;
        }
    }

    private static void Destroy(ContainerHandle container, string id)
    {
        try
        {
            // Whoever has deleted it meanwhile has run its poststop hooks as well.
            if (container.TryLock())
                DeleteContainer.Remove(container, id, force: true);
        }
        catch (RuntimeFailure failure)
        {
            Diagnostics.Warning(failure.Message);
        }
    }

    private static bool IsBeingStarted(ContainerHandle container) =>
        container.Record?.Hooks is { HasStartContainer: true } && !container.StateDirectory.HasStartSocket;

    private static void CheckCreated(ContainerHandle container, string id)
    {
        string? reason = container.Status() switch
        {
            ContainerStatus.Created when !IsBeingStarted(container) => null,
            ContainerStatus.Created => "cannot start a container that is being started",
            ContainerStatus.Stopped => "cannot start a container that has stopped",
            ContainerStatus.Paused => "cannot start a container that is paused",
            ContainerStatus.Creating => "cannot start a container that is still being created",
            _ => "cannot start an already running container",
        };
        if (reason is not null)
            throw new RuntimeFailure("start container", id, reason) { Code = FailureCode.ContainerState };
    }
}
