using System;
using System.Collections.Generic;
using System.Linq;

namespace Oci.Conformance.Harness;

/// <summary>
/// What other runtimes are known not to do: their tests are skipped with the reason. A key is the
/// beginning of a test's name: its class, its method, and after a slash the arguments where one row is meant.
/// </summary>
public static class KnownGaps
{
    private const string BrokenProperty = "FailureTests.A_broken_property_is_refused_in_one_sentence//";

    private static readonly Dictionary<string, string> Runc_1_1 = new()
    {
        ["DevicesTests.A_file_of_the_image_in_the_place_of_a_device_is_refused"] = "takes any file that exists there",
        ["EscapeTests.A_directory_of_the_image_that_is_a_link_to_the_host_never_changes_the_host/dev"] =
            "makes the default devices where the link leads",
        [BrokenProperty + "linux/devices/- { \"type\""] = "takes a device without a path",
        [BrokenProperty + "linux/devices/- { \"path\": \"/dev/x\", \"type\": \"c\" }"] =
            "takes a device without numbers",
        [BrokenProperty + "linux/maskedPaths"] = "takes relative paths",
        [BrokenProperty + "linux/personality"] = "ignores personality",
        [BrokenProperty + "mounts/- { \"type\""] = "says more than one line",
        [BrokenProperty + "ociVersion \"nonsense"] = "takes any version",
        [BrokenProperty + "process/oomScoreAdj 5000"] = "says more than one line",
        ["FailureTests.A_config_that_is_no_object_is_refused_in_one_sentence/null"] = "panics",
        ["LifecycleTests.Of_many_creates_of_one_id_exactly_one_wins"] =
            "removes the winner's state now and then, when a loser cleans up",
        ["MountOptionsTests.Defaults_is_no_option_of_the_file_system"] = "hands `defaults` to the file system",
        ["MountsTests.A_cgroup_mount_shows_the_containers_own_cgroup/False"] = "shows the whole hierarchy on cgroup v2",
        ["MountsTests.The_propagation_of_the_root_is_set"] =
            "sets it on the host's root, before the container's is bound",
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
        if (!RuntimeUnderTest.Version.StartsWith("runc version 1.1.", StringComparison.Ordinal))
            return null;
        return Runc_1_1.FirstOrDefault(gap => test.StartsWith(gap.Key, StringComparison.Ordinal)).Value;
    }
}
