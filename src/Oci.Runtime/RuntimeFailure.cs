using System;

namespace Oci.Runtime;

/// <summary>
/// Something could not be done: what, to which subject, why the kernel (or we) refused, which property asked for it,
/// and what to do about it. Its <see cref="Exception.Message"/> is one line, made for people; engines match parts of
/// it.
/// </summary>
public sealed class RuntimeFailure : Exception
{
    /// <summary>Puts the parts together to the message.</summary>
    public RuntimeFailure(string operation, string? subject, string reason, string? pointer = null, string? hint = null)
        : base(Compose(operation, subject, reason, pointer, hint))
    {
        Operation = operation;
        Subject = subject;
        Reason = reason;
        Pointer = pointer;
        Hint = hint;
        Phase = Progress.Phase;
    }

    /// <summary>What was being done, such as <c>mount proc</c>.</summary>
    public string Operation { get; }

    /// <summary>To what: a path, a container id, a program.</summary>
    public string? Subject { get; }

    /// <summary>Why not, such as <c>permission denied (EACCES)</c>.</summary>
    public string Reason { get; }

    /// <summary>The property of config.json that asked for it, as a JSON pointer.</summary>
    public string? Pointer { get; }

    /// <summary>What the reader can do about it, when we know.</summary>
    public string? Hint { get; }

    /// <summary>The errno, 0 when the kernel was not asked.</summary>
    public int Errno { get; init; }

    /// <summary>The kind of failure, for programs. Where nothing better is said, it is whoever refused.</summary>
    public FailureCode Code
    {
        get => GivenCode ?? (Errno == 0 ? FailureCode.RuntimeRefused : FailureCode.KernelRefused);
        init => GivenCode = value;
    }

    /// <summary>The part of the command that failed, such as <c>load</c> or <c>init</c>; docs/errors.md lists them.</summary>
    public string? Phase { get; internal init; }

    /// <summary>The step of the plan that failed, as <c>explain --format json</c> names its kind; null outside of one.</summary>
    public string? Step { get; internal init; }

    /// <summary>The kind of failure, where the place that failed has said it.</summary>
    internal FailureCode? GivenCode { get; private init; }

    /// <summary>The same failure, now with the property that asked for the work.</summary>
    public RuntimeFailure For(string? pointer) =>
        Pointer is not null || pointer is null ? this : Changed(pointer, GivenCode, Step);

    /// <summary>The same failure, now as one of this kind.</summary>
    internal RuntimeFailure As(FailureCode code) => Changed(Pointer, code, Step);

    /// <summary>The same failure, now as one of this step; the innermost one counts.</summary>
    internal RuntimeFailure In(string step) => Step is not null ? this : Changed(Pointer, GivenCode, step);

    private RuntimeFailure Changed(string? pointer, FailureCode? code, string? step) =>
        new(Operation, Subject, Reason, pointer, Hint) { Errno = Errno, GivenCode = code, Phase = Phase, Step = step };

    private static string Compose(string operation, string? subject, string reason, string? pointer, string? hint)
    {
        string text = subject is null ? $"{operation}: {reason}" : $"{operation} {subject}: {reason}";
        if (pointer is not null)
            text = $"{pointer}: {text}";
        return hint is null ? text : $"{text} ({hint})";
    }
}
