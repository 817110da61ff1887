using System.Collections.Generic;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;
using Oci.Spec;

namespace Oci.Runtime.Preflight;

/// <summary>
/// Compares what a bundle needs with what the machine has, before anything is touched, and finds all that is missing at
/// once. Pure but for its questions to the machine.
/// </summary>
/// <remarks>
/// Only what is certain to fail is found. Where the machine does not say (a file system that the kernel may still load,
/// a file behind a directory that we may not search), the step itself will.
/// </remarks>
internal sealed partial class PreflightCheck
{
    private readonly ContainerSpec _spec;
    private readonly LinuxSpec _linux;
    private readonly HostFacts _facts;
    private readonly IHostProbe _host;
    private readonly bool _isThorough;
    private readonly List<PreflightFinding> _findings = [];

    private PreflightCheck(ContainerSpec spec, HostFacts facts, IHostProbe host, bool isThorough) =>
        (_spec, _linux, _facts, _host, _isThorough) = (spec, spec.Linux ?? new LinuxSpec(), facts, host, isThorough);

    /// <param name="plan">Null when the bundle cannot be planned here; then only its properties are looked at.</param>
    /// <param name="isThorough">Also asks for what every kernel has that was made to run containers.</param>
    public static IReadOnlyList<PreflightFinding> Run(
        ContainerSpec spec, HostFacts facts, LaunchPlan? plan, IHostProbe host, bool isThorough)
    {
        var check = new PreflightCheck(spec, facts, host, isThorough);
        check.CheckNamespaces();
        foreach (ParentStep step in plan?.Parent ?? [])
            check.Check(step);
        foreach (InitStep step in plan?.Init ?? [])
            check.CheckGuarded(step);
        check.CheckMappedMounts();
        check.CheckHooks();
        check.CheckSecurity();
        check.CheckResources();
        return check._findings;
    }

    private void Check(ParentStep step)
    {
        if (step is CloneInit clone)
            CheckJoined(clone.Request.Joined);
        else if (step is MapIds { IsNew: true } maps)
            CheckIdMaps(maps);
        else if (step is LimitResources limits)
            CheckDelegation(limits);
        else if (step is PassConsole { Path: { } socket })
            CheckSocket("connect to the console socket", socket, "/process/terminal", "see --console-socket");
    }

    // A path that no system call takes is a finding too.
    private void CheckGuarded(InitStep step)
    {
        try
        {
            Check(step);
        }
        catch (RuntimeFailure failure)
        {
            _findings.Add(PreflightFinding.Of(failure.For(step.Property)));
        }
    }

    private void Check(InitStep step)
    {
        if (step is MountRootfs rootfs)
            CheckRootfs(rootfs.Path);
        else if (step is OpenRootfs plain)
            CheckRootfs(plain.Path);
        else if (step is BindMount bind)
            CheckBindSource(bind);
        else if (step is BindDevice device)
            CheckHostDevice(device);
        else if (step is MountFileSystem mount)
        {
            CheckFileSystem(mount);
            CheckOwnedView(mount);
        }
    }

    private void Add(string pointer, string operation, string? subject, string reason, string? hint) =>
        _findings.Add(new PreflightFinding(pointer, operation, subject, reason, hint));

    private void Add(string pointer, string operation, string? subject, int errno, string? hint) =>
        _findings.Add(new PreflightFinding(pointer, operation, subject, Errno.Describe(errno), hint, errno));

    private NamespaceSpec? Find(NamespaceKind kind)
    {
        foreach (NamespaceSpec name in _linux.Namespaces)
        {
            if (name.Kind == kind)
                return name;
        }
        return null;
    }
}
