namespace Oci.Spec;

/// <summary>The versions of the specification that are understood: every 1.x, of which these are the ends.</summary>
public static class SpecVersion
{
    public const string Oldest = "1.0.0";

    /// <summary>The one that is implemented, and that documents of ours name.</summary>
    public const string Newest = "1.3.0";
}
