using Oci.Spec;

namespace Oci.Runtime.Preflight;

/// <summary>One thing that a bundle needs and that this machine, or this caller, does not have.</summary>
/// <param name="Pointer">The property that needs it, as a JSON pointer.</param>
/// <param name="Operation">What would fail, such as <c>bind mount</c>.</param>
/// <param name="Subject">On what; null when the operation says it all.</param>
/// <param name="Hint">What to do about it.</param>
/// <param name="Errno">0 when the kernel was not asked.</param>
internal sealed record PreflightFinding(
    string Pointer, string Operation, string? Subject, string Reason, string? Hint, int Errno = 0)
{
    /// <summary>What the failure would be; the planner also finds what no machine could do.</summary>
    public FailureCode Code { get; init; } = FailureCode.HostLacks;

    public static PreflightFinding Of(RuntimeFailure failure) => new(
        failure.Pointer ?? "", failure.Operation, failure.Subject, failure.Reason, failure.Hint, failure.Errno)
    {
        Code = failure.GivenCode ?? FailureCode.HostLacks,
    };

    public RuntimeFailure ToFailure() =>
        new(Operation, Subject, Reason, Pointer.Length > 0 ? Pointer : null, Hint) { Errno = Errno, Code = Code };

    public SpecProblem ToProblem() => new(Pointer, new RuntimeFailure(Operation, Subject, Reason, null, Hint).Message);

    /// <summary>The finding on one line.</summary>
    public override string ToString() => ToProblem().ToString();
}
