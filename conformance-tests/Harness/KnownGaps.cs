using System;
using System.Collections.Generic;

namespace Oci.Conformance.Harness;

/// <summary>
/// What other runtimes are known not to do: their tests are skipped with the reason. A key is a test's class,
/// or class and method, or these and after a slash the first argument where one row of a theory is meant.
/// </summary>
public static class KnownGaps
{
    private static readonly Dictionary<string, string> Runc_1_1 = new()
    {
        ["DevicesTests.A_file_of_the_image_in_the_place_of_a_device_is_refused"] = "takes any file that exists there",
        ["MountOptionsTests.Defaults_is_no_option_of_the_file_system"] = "hands `defaults` to the file system",
        ["MountsTests.The_propagation_of_the_root_is_set"] = "sets it on the host's root, before the container's is bound",
        ["NamespacesTests.A_domain_name_is_set_in_the_uts_namespace"] = "ignores domainname",
        ["NamespacesTests.A_namespace_with_a_path_is_joined/time"] = "has no time namespaces",
        ["NamespacesTests.A_namespace_without_a_path_is_a_new_one/time"] = "has no time namespaces",
        ["NamespacesTests.A_user_namespace_with_a_path_is_joined_together_with_the_others_that_it_owns"] =
            "wants mappings even for a user namespace that it joins",
        ["TimeNamespaceTests"] = "has no time namespaces",
    };

    /// <summary>Why the runtime under test cannot pass a test; null where it should.</summary>
    public static string? Of(string test)
    {
        Dictionary<string, string>? gaps =
            RuntimeUnderTest.Version.StartsWith("runc version 1.1.", StringComparison.Ordinal) ? Runc_1_1 : null;
        if (gaps is null)
            return null;
        string method = test.Split('/')[0];
        return gaps.GetValueOrDefault(test) ?? gaps.GetValueOrDefault(method)
            ?? gaps.GetValueOrDefault(test.Split('.')[0]);
    }
}
