using System;
using System.Collections.Generic;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Runtime.Tracing;

namespace Oci.Runtime.Init;

/// <summary>What the steps of init hand to one another. It lives until the container's program is executed.</summary>
internal sealed class InitContext(Channel channel) : IDisposable
{
    private Fd? _root;
    private MaskMount? _maskDirectory;

    /// <summary>The line to the parent, until <c>create</c> returns.</summary>
    public Channel Channel { get; } = channel;

    /// <summary>The line to whoever started the container, for the last errors.</summary>
    public Channel? Starter { get; set; }

    /// <summary>What the parent opened on the host's side, in the order of the plan's indexes.</summary>
    public List<Fd> Received { get; } = [];

    /// <summary>The container's root: first the detached rootfs, after the change of root the new <c>/</c>.</summary>
    public Fd Root
    {
        get => _root ?? throw new RuntimeFailure("use", "the rootfs", "it is not open yet")
            .As(FailureCode.Internal);
        set
        {
            _root?.Dispose();
            _root = value;
        }
    }

    /// <summary>
    /// The propagation of what is bound from the host; null where a mount namespace has cut everything off already.
    /// </summary>
    public string? HostIsolation { get; set; }

    /// <summary>Lets nothing that is mounted below a tree of the host reach the host; the tree is still detached.</summary>
    public Fd Isolate(Fd tree, string subject)
    {
        if (HostIsolation is not null)
        {
            (MountPropagation value, bool recursive) = MountOptions.ParsePropagation(HostIsolation);
            Mounts.SetAttributes(tree, 0, 0, value, recursive, subject);
        }
        return tree;
    }

    /// <summary>The host's /dev/null, verified, to cover masked files with.</summary>
    public MaskMount? MaskFile { get; set; }

    /// <summary>A procfs that the container cannot reach, to set sysctls and security labels with.</summary>
    public Fd? PrivateProc { get; set; }

    /// <summary>The empty read-only directory that covers masked directories; made on first use.</summary>
    public MaskMount MaskDirectory => _maskDirectory ??= MaskMount.OfEmptyDirectory(MaskLabel);

    /// <summary>The SELinux context of what masks directories; null for the policy's own choice.</summary>
    public string? MaskLabel { get; set; }

    /// <summary>Root could enter the working directory, which the user may not be allowed to.</summary>
    public bool IsInWorkingDirectory { get; set; }

    /// <summary>The program's path, once it was found in PATH.</summary>
    public string? Executable { get; set; }

    /// <summary>The program as it will be executed, once it is prepared.</summary>
    public PreparedProgram? Program { get; set; }

    /// <summary>The thread that will send the listener of the seccomp filter to its agent, if it has one.</summary>
    public ListenerHandover? Handover { get; set; }

    /// <summary>The seccomp filter, once it lies ready.</summary>
    public PreparedFilter? Filter { get; set; }

    /// <summary>Where it is written when init is in which step, if somebody wants to know.</summary>
    public StepRecorder? Timeline { get; private set; }

    /// <summary>Writes to this memory from here on, whose descriptor is closed.</summary>
    public void KeepTimeline(Fd memory)
    {
        using (memory)
            Timeline = new StepRecorder(SharedMemory.Map(memory, "the timeline"));
    }

    /// <summary>HOME for the program, when config.json names none.</summary>
    public string? Home { get; set; }

    /// <summary>
    /// Closes what no later step needs: nothing of the host's tree may stay open while the container waits.
    /// </summary>
    public void CloseSetupDescriptors()
    {
        MaskFile?.Dispose();
        PrivateProc?.Dispose();
        _maskDirectory?.Dispose();
        _root?.Dispose();
        MaskFile = _maskDirectory = null;
        PrivateProc = _root = null;
    }

    public void Dispose()
    {
        CloseSetupDescriptors();
        Channel.Dispose();
        Starter?.Dispose();
    }
}
