using System;
using System.Collections.Generic;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Runtime.Preflight;
using Oci.Runtime.Security;
using Oci.Runtime.State;
using Oci.Runtime.Steps;
using Oci.Runtime.Terminal;
using Oci.Spec;

namespace Oci.Runtime.Lifecycle;

/// <summary>Starts another process in a container.</summary>
public static class ExecInContainer
{
    /// <summary>Returns its exit code, 128 + N when signal N ended it; 0 when detached.</summary>
    /// <exception cref="RuntimeFailure">It could not be started; nothing is left of it.</exception>
    /// <exception cref="InvalidSpecException">The given process is not what the specification asks for.</exception>
    public static int Run(ExecOptions options)
    {
        Progress.Enter(Phases.Load);
        using ContainerHandle container = ContainerHandle.Open(options.StateRoot, options.Id);
        ContainerStatus status = container.Status();
        CheckStatus(status, options);
        using Fd init = container.TryOpenInit() ?? throw Stopped(options.Id);
        try
        {
            return Run(options, container, init, status);
        }
        catch (RuntimeFailure failure) when (Polling.WaitReadable(init, milliseconds: 0))
        {
            // Whatever went wrong then, it is because of that.
            throw new RuntimeFailure("exec in container", options.Id, $"the container has stopped meanwhile: {failure.Message}")
            {
                Code = FailureCode.ContainerState, Phase = failure.Phase, Step = failure.Step,
            };
        }
    }

    private static int Run(ExecOptions options, ContainerHandle container, Fd init, ContainerStatus status)
    {
        RuntimeHost.Check();
        int inherited = Launcher.CountInherited(options.Sockets, options.PreserveFds);
        string configPath = container.StateDirectory.ConfigPath;
        ContainerSpec spec = ConfigJson.Read(container.StateDirectory.ReadConfig(), configPath);
        using var proc = ProcFs.OpenHost();
        ExecFacts facts = ExecTarget.FactsOf(proc, container.Record!, options.Cgroups) with
        {
            HasTracer = container.StateDirectory.HasTracer,
        };
        if (ExecPlanner.IsTraced(spec, facts))
            SealedExecutable.GoOnAsCopy();
        ProcessSpec process = ExecTarget.ProcessOf(options, spec, container.Record!);
        Launcher.CheckConsole(process.Terminal, options.Detach, options.ConsoleSocket);
        Progress.Enter(Phases.Check);
        foreach (PreflightFinding missing in SecurityModules.MissingFor(process, mountLabel: null, new HostProbe()))
            throw missing.ToFailure();
        if (ExecPlanner.BringsTracer(process, spec, facts))
            container.StateDirectory.NoteTracer();
        LaunchPlan plan = ExecPlanner.Plan(spec, process, facts, new ExecRequest(options.Id, options.StateRoot)
        {
            Detach = options.Detach,
            ConsoleSocket = options.ConsoleSocket,
            PreserveFds = inherited,
            Sockets = options.Sockets,
            HasSubCgroups = options.Cgroups.Count > 0,
            IsTraced = Progress.Timeline is not null,
        });
        var request = new LaunchRequest(options.Id, container.Record!.Bundle, options.StateRoot);
        using var context = new LaunchContext(request, spec, plan) { Container = init, Status = status };
        context.Adopt(container.StateDirectory, container.Record);
        return Start(context, options);
    }

    private static int Start(LaunchContext context, ExecOptions options)
    {
        Progress.Enter(Phases.Exec);
        foreach (ParentStep step in context.Plan.Parent)
            Launcher.RunStep(step, context);
        if (options.PidFile is not null)
            WritePidFile(context, options.PidFile);
        if (options.PidfdSocket is not null)
            context.StartedInit.SendTo(options.PidfdSocket);
        Channel line = context.StartedInit.Channel;
        if (ExecPlanner.ReportsReady(context.Plan))
        {
            context.AwaitReady();
            line.Send(Signal.Recorded);
        }
        using Foreground? foreground = options.Detach ? null : Foreground.Attach(context);
        Progress.Enter(Phases.Start);
        line.Send(Signal.Start);
        line.AwaitExecution();
        context.Rollback.Commit();
        Progress.Timeline?.Save();
        Progress.Enter(Phases.Wait);
        return foreground?.WaitForEnd() ?? 0;
    }

    // Engines take a pid file for the sign of success.
    private static void WritePidFile(LaunchContext context, string path)
    {
        string absolute = System.IO.Path.GetFullPath(path);
        PidFile.Write(absolute, context.StartedInit.Pid);
        context.Rollback.Add(() => _ = Files.TryRemove(Fd.WorkingDirectory, absolute, isDirectory: false));
    }

    private static void CheckStatus(ContainerStatus status, ExecOptions options)
    {
        string? reason = status switch
        {
            ContainerStatus.Created or ContainerStatus.Running => null,
            ContainerStatus.Paused when options.IgnorePaused => null,
            ContainerStatus.Paused => "cannot exec in a paused container (use --ignore-paused to override)",
            ContainerStatus.Creating => "cannot exec in a container that is still being created",
            _ => "cannot exec in a stopped container",
        };
        if (reason is not null)
            throw new RuntimeFailure("exec in container", options.Id, reason) { Code = FailureCode.ContainerState };
    }

    private static RuntimeFailure Stopped(string id) =>
        new("exec in container", id, "cannot exec in a stopped container") { Code = FailureCode.ContainerState };
}
