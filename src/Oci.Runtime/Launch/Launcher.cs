using System;
using Oci.Runtime.Hooks;
using Oci.Runtime.Interop;
using Oci.Runtime.Lifecycle;
using Oci.Runtime.Planning;
using Oci.Runtime.Preflight;
using Oci.Runtime.Security;
using Oci.Runtime.State;
using Oci.Runtime.Steps;
using Oci.Runtime.Tracing;
using Oci.Spec;

namespace Oci.Runtime.Launch;

/// <summary>Makes a container: reads the bundle, plans, and executes the runtime's part of the plan.</summary>
internal static class Launcher
{
    /// <summary>
    /// Returns when the container is recorded as created. Until its rollback is committed, disposal undoes it.
    /// </summary>
    public static LaunchContext Launch(CreateOptions options, bool startsAtOnce, bool detaches)
    {
        Progress.Enter(Phases.Load);
        RuntimeHost.Check();
        ContainerId.Check(options.Id);
        StandardStreams.EnsureOpen();
        int inherited = CountInherited(options.Sockets, options.PreserveFds);
        Bundle bundle = Bundle.Open(options.Bundle);
        CheckConsole(bundle.Spec.Process is { Terminal: true }, detaches, options.ConsoleSocket);
        if (JoinsPidNamespace(bundle.Spec))
            SealedExecutable.GoOnAsCopy();
        LaunchRequest request = RequestOf(options, bundle, startsAtOnce, inherited);
        Progress.Enter(Phases.Check);
        HostFacts facts = ProbeHost(bundle, options);
        LaunchPlan plan = CheckedPlan.Of(bundle.Spec, facts, request, new HostProbe()).Complete(bundle.ConfigPath);

        var context = new LaunchContext(request, bundle.Spec, plan) { Config = bundle.Config };
        try
        {
            RunSteps(plan, context);
            if (options.PidFile is not null)
                PidFile.Write(options.PidFile, context.StartedInit.Pid);
            if (options.PidfdSocket is not null)
                context.StartedInit.SendTo(options.PidfdSocket);
            return context;
        }
        catch (RuntimeFailure failure) when (context.IsDeleted)
        {
            Undo(context);
            // Whatever it has met then, it is because of that.
            throw new RuntimeFailure("create container", options.Id, "it has been deleted meanwhile")
            {
                Code = FailureCode.ContainerState, Phase = failure.Phase, Step = failure.Step,
            };
        }
        catch
        {
            Undo(context);
            throw;
        }
    }

    // Whoever is in there already sees init from its first moment on, and may have any right.
    private static bool JoinsPidNamespace(ContainerSpec spec)
    {
        foreach (NamespaceSpec wish in spec.Linux?.Namespaces ?? [])
        {
            if (wish is { Kind: NamespaceKind.Pid, Path: not null })
                return true;
        }
        return false;
    }

    private static void Undo(LaunchContext context)
    {
        using (Progress.Measure(Measures.Undo))
            context.Dispose();
    }

    private static HostFacts ProbeHost(Bundle bundle, CreateOptions options)
    {
        using Measure measure = Progress.Measure(Measures.ProbeHost);
        return HostFacts.ProbeFor(bundle.Spec, options.Id, options.CgroupManager, options.Rootless);
    }

    private static LaunchRequest RequestOf(CreateOptions options, Bundle bundle, bool startsAtOnce, int inherited) =>
        new(options.Id, bundle.Path, options.StateRoot)
        {
            ConsoleSocket = options.ConsoleSocket,
            StartsAtOnce = startsAtOnce,
            NoPivot = options.NoPivot,
            NoNewKeyring = options.NoNewKeyring,
            PreserveFds = inherited,
            Sockets = options.Sockets,
            NotifiesHost = options.NotifySocket is not null,
            IsTraced = Progress.Timeline is not null,
        };

    private static void RunSteps(LaunchPlan plan, LaunchContext context)
    {
        Progress.Enter(Phases.Prepare);
        foreach (ParentStep step in plan.Parent)
        {
            if (step is CloneInit)
                Progress.Enter(Phases.Create);
            RunStep(step, context);
        }
    }

    internal static void RunStep(ParentStep step, LaunchContext context)
    {
        using Measure measure = Progress.Measure(step);
        try
        {
            step.Run(context);
        }
        catch (RuntimeFailure failure)
        {
            measure.Fail(failure.Message);
            if (failure.Errno is Errno.EPIPE or Errno.ECONNRESET)
                context.Init?.ThrowIfEnding(step.Kind);
            throw failure.For(step.Property.Length > 0 ? step.Property : null).In(step.Kind);
        }
    }

    // A terminal needs somebody who holds its other end: the foreground of run, or the owner of the console socket.
    internal static void CheckConsole(bool hasTerminal, bool detaches, string? consoleSocket)
    {
        if (hasTerminal && detaches && consoleSocket is null)
        {
            throw new RuntimeFailure(
                "make a terminal", null, "cannot allocate tty if runc will detach without setting console socket",
                "/process/terminal", "give --console-socket, or set it to false") { Code = FailureCode.Usage };
        }
        if (consoleSocket is not null && (!hasTerminal || !detaches))
        {
            throw new RuntimeFailure(
                "use", consoleSocket, "cannot use console socket if runc will not detach or allocate tty",
                "/process/terminal", "leave --console-socket out") { Code = FailureCode.Usage };
        }
    }

    /// <summary>The descriptors after stderr that the process inherits, all of which must be open.</summary>
    internal static int CountInherited(SocketActivation? sockets, int others)
    {
        const int First = 3;
        long firstOther = First + (long)(sockets?.Count ?? 0);
        for (long descriptor = First; descriptor < firstOther + others; descriptor++)
        {
            if (descriptor <= int.MaxValue && Files.IsOpen((int)descriptor))
                continue;
            string hint = descriptor < firstOther ? "LISTEN_FDS in the environment says it is" : "see --preserve-fds";
            throw new RuntimeFailure("preserve descriptor", $"{descriptor}", "it is not open", null, hint)
            {
                Code = FailureCode.Usage,
            };
        }
        return (int)(firstOther + others - First);
    }
}
