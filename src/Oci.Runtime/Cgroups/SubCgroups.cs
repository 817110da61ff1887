using System;
using System.Collections.Generic;
using Oci.Runtime.Interop;
using Oci.Spec;

namespace Oci.Runtime.Cgroups;

/// <summary>
/// <c>exec --cgroup [CONTROLLERS:]PATH</c>: cgroups below those of the container. Without controllers a path is meant for
/// every hierarchy.
/// </summary>
internal static class SubCgroups
{
    /// <summary>The directories to join in place of the container's own.</summary>
    /// <param name="own">The container's own, in the order of <paramref name="hierarchies"/>.</param>
    public static ValueList<string> Below(
        ValueList<string> own, ValueList<CgroupHierarchy> hierarchies, ValueList<string> asked)
    {
        var paths = new List<string>(own.AsSpan().ToArray());
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (string argument in asked)
        {
            int colon = argument.IndexOf(':', StringComparison.Ordinal);
            string path = argument[(colon + 1)..];
            foreach (string controller in colon < 0 ? [""] : argument[..colon].Split(','))
            {
                if (colon >= 0 && controller.Length == 0)
                    throw Refuse(argument, "a controller has no name");
                if (!taken.Add(controller) || (asked.Count > 1 && controller.Length == 0))
                    throw Refuse(argument, "there is more than one path for it");
                Replace(paths, own, hierarchies, controller, path);
            }
        }
        return [.. paths];
    }

    private static void Replace(
        List<string> paths, ValueList<string> own, ValueList<CgroupHierarchy> hierarchies, string controller, string path)
    {
        bool isFound = false;
        for (int i = 0; i < own.Count; i++)
        {
            if (controller.Length > 0 && (hierarchies[i].IsV2 || !hierarchies[i].Has(controller)))
                continue;
            paths[i] = CgroupHierarchy.Join(own[i], Checked(path));
            isFound = true;
        }
        if (!isFound)
            throw Refuse(controller.Length > 0 ? controller : path, "the container has no such cgroup");
    }

    private static string Checked(string path)
    {
        foreach (string name in path.Split('/'))
        {
            if (name == "..")
                throw new RuntimeFailure("join cgroup", path, "bad sub cgroup path: it leads upwards", null, "see --cgroup")
                    .As(FailureCode.Usage);
        }
        return path;
    }

    private static RuntimeFailure Refuse(string subject, string reason) =>
        new("join cgroup", subject, reason, null, "see --cgroup") { Code = FailureCode.Usage };
}
