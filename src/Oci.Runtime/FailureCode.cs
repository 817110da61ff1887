using System;

namespace Oci.Runtime;

/// <summary>The kinds of failures, for programs. A closed set with stable names; docs/errors.md says what each means.</summary>
public enum FailureCode
{
    /// <summary>The command line, or what a call asks for, makes no sense.</summary>
    Usage,

    /// <summary>config.json, or another document that was given, is not what the specification asks for.</summary>
    ConfigInvalid,

    /// <summary>The bundle has no config.json that can be read.</summary>
    BundleUnreadable,

    /// <summary>The id is taken.</summary>
    ContainerExists,

    /// <summary>There is no container of this id.</summary>
    ContainerNotFound,

    /// <summary>What the container is at the moment forbids it.</summary>
    ContainerState,

    /// <summary>The program of the process is not there, or cannot be executed.</summary>
    ProcessNotExecutable,

    /// <summary>A hook could not be executed, failed, or took longer than it may.</summary>
    HookFailed,

    /// <summary>The machine, or this caller, lacks what is asked for. Nothing was made.</summary>
    HostLacks,

    /// <summary>The kernel refused a system call; the errno says how.</summary>
    KernelRefused,

    /// <summary>The runtime itself refuses, whatever the kernel would say.</summary>
    RuntimeRefused,

    /// <summary>The first process in the container ended before it could execute the program.</summary>
    InitEnded,

    /// <summary>systemd does not answer, or refuses.</summary>
    SystemdFailed,

    /// <summary>Something did not happen in the time that it may take.</summary>
    Timeout,

    /// <summary>What is recorded of the container cannot be used.</summary>
    StateDamaged,

    /// <summary>A fault of the runtime.</summary>
    Internal,
}

/// <summary>What the kinds of failures are called in the log.</summary>
public static class FailureCodes
{
    /// <summary>The stable name, such as <c>container.exists</c>.</summary>
    public static string NameOf(FailureCode code) => code switch
    {
        FailureCode.Usage => "usage",
        FailureCode.ConfigInvalid => "config.invalid",
        FailureCode.BundleUnreadable => "bundle.unreadable",
        FailureCode.ContainerExists => "container.exists",
        FailureCode.ContainerNotFound => "container.not-found",
        FailureCode.ContainerState => "container.state",
        FailureCode.ProcessNotExecutable => "process.not-executable",
        FailureCode.HookFailed => "hook.failed",
        FailureCode.HostLacks => "host.lacks",
        FailureCode.KernelRefused => "kernel.refused",
        FailureCode.RuntimeRefused => "runtime.refused",
        FailureCode.InitEnded => "init.ended",
        FailureCode.SystemdFailed => "systemd.failed",
        FailureCode.Timeout => "timeout",
        FailureCode.StateDamaged => "state.damaged",
        FailureCode.Internal => "internal",
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };
}
