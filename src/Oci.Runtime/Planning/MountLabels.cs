using System;
using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>Which mounts <c>linux.mountLabel</c> labels, and how.</summary>
internal static class MountLabels
{
    /// <summary>
    /// The mount option that gives everything in a file system one context (mount(8)). Each option is handed to the kernel
    /// alone, so that the commas of a context need no quotes.
    /// </summary>
    public static string OptionOf(string label) => $"context={label}";

    /// <summary>The label, or null where config.json asks for none: an empty one is none.</summary>
    public static string? Of(LinuxSpec linux) => string.IsNullOrEmpty(linux.MountLabel) ? null : linux.MountLabel;

    /// <summary>The label of a new file system of a type with its own options; null for none.</summary>
    /// <remarks>
    /// The policy labels proc and sysfs file by file, and the kernel takes no context for the whole of one. What is bound
    /// keeps the labels that it has: only who prepared it knows whether it may be labelled anew. An own context counts.
    /// </remarks>
    public static string? Of(LinuxSpec linux, string type, ValueList<string> options)
    {
        if (type is "proc" or "sysfs")
            return null;
        foreach (string option in options)
        {
            if (option.StartsWith("context=", StringComparison.Ordinal))
                return null;
        }
        return Of(linux);
    }
}
