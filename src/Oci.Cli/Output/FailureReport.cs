using System;
using System.Text;
using Oci.Cli.Parsing;
using Oci.Runtime;
using Oci.Spec;

namespace Oci.Cli.Output;

/// <summary>What is told of a failure: a message for people, and its parts for programs.</summary>
internal sealed record FailureReport(string Message)
{
    /// <summary>More problems than this are told one a line.</summary>
    private const int MostProblemsOnOneLine = 3;

    public string? Operation { get; init; }
    public string? Subject { get; init; }

    /// <summary>The name of the errno, such as <c>EACCES</c>.</summary>
    public string? Errno { get; init; }
    public string? Pointer { get; init; }
    public string? Hint { get; init; }

    /// <summary>The stable name of the kind of failure; null for what is none.</summary>
    public string? Code { get; init; }

    /// <summary>The part of the command that failed.</summary>
    public string? Phase { get; init; }

    /// <summary>The step of the plan that failed, as <c>explain</c> names it.</summary>
    public string? Step { get; init; }

    /// <summary>The document and its problems, when it is a document that is wrong.</summary>
    private InvalidSpecException? Invalid { get; init; }

    public static FailureReport Of(Exception exception) => exception switch
    {
        RuntimeFailure failure => new(failure.Message)
        {
            Operation = failure.Operation,
            Subject = failure.Subject,
            Errno = failure.Errno == 0 ? null : Oci.Runtime.Interop.Errno.NameOf(failure.Errno),
            Pointer = failure.Pointer,
            Hint = failure.Hint,
            Code = FailureCodes.NameOf(failure.Code),
            Phase = failure.Phase,
            Step = failure.Step,
        },
        InvalidSpecException invalid => OfDocument(invalid),
        UsageException usage => new(usage.Message)
        {
            Hint = usage.Hint, Code = FailureCodes.NameOf(FailureCode.Usage), Phase = Progress.Phase,
        },
        // Ours are the three above. The texts of .NET are not in the executable, so the type has to tell.
        _ => new($"internal error: {exception.GetType().FullName}: {exception.Message} (please report it)")
        {
            Code = FailureCodes.NameOf(FailureCode.Internal), Phase = Progress.Phase,
        },
    };

    private static FailureReport OfDocument(InvalidSpecException invalid) => new(invalid.Message)
    {
        Operation = "validate",
        Subject = invalid.Document,
        Pointer = invalid.Problems is [{ Pointer: { Length: > 0 } pointer }] ? pointer : null,
        Code = FailureCodes.NameOf(invalid is LackingHostException ? FailureCode.HostLacks : FailureCode.ConfigInvalid),
        Phase = Progress.Phase,
        Invalid = invalid,
    };

    /// <summary>What goes to standard error: one line, or the number of problems and then one line for each.</summary>
    public string ToText()
    {
        if (Invalid is not { Problems.Count: > MostProblemsOnOneLine } invalid)
            return $"{VersionText.Program}: {OneLine.Of(Message)}\n";
        string document = OneLine.Of(invalid.Document);
        var text = new StringBuilder($"{VersionText.Program}: {document}: {invalid.Problems.Count} problems:\n");
        foreach (SpecProblem problem in invalid.Problems)
            text.Append("  ").Append(OneLine.Of(problem.ToString())).Append('\n');
        return text.ToString();
    }
}
