namespace Oci.Runtime.Steps;

/// <summary>What <c>explain --format json</c>, the log and timelines call the steps of init.</summary>
internal static class StepNames
{
    /// <summary>The name of the kind.</summary>
    public static string Of(StepTag tag) => CamelCase($"{tag}");

    /// <summary>The name of the stage.</summary>
    public static string Of(Stage stage) => CamelCase($"{stage}");

    private static string CamelCase(string name) => $"{char.ToLowerInvariant(name[0])}{name[1..]}";
}
