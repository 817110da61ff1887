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
        ["CgroupTests.A_cgroup_with_processes_of_others_is_refused_and_left_alone"] = "only warns",
        ["CommandLineTests.A_pid_file_replaces_a_file_but_no_device"] = "replaces the device",
        ["ConfigTests.A_config_that_is_a_pipe_is_refused_at_once"] = "waits for a writer",
        ["ConfigTests.A_nul_in_a_string_is_refused//hostname"] = "hands it to the kernel",
        ["ConfigTests.A_property_that_occurs_twice_is_refused"] = "takes the last one",
        ["ConfigTests.Another_version_or_none_is_refused"] = "takes any version",
        ["ConfigTests.The_case_of_a_name_counts"] = "takes names in any case",
        ["ConfigTests.What_is_no_plain_json_is_refused/{0},"] = "stops reading at the document's end",
        ["ConfigTests.What_is_not_utf_8_is_refused"] = "replaces what it cannot read",
        ["ConfigTests.Whatever_follows_the_document_is_refused"] = "stops reading at the document's end",
        ["DevicesTests.A_device_of_the_image_with_other_numbers_is_refused"] = "takes any file that exists there",
        ["DevicesTests.A_file_of_the_image_in_the_place_of_a_device_is_refused"] = "takes any file that exists there",
        ["EscapeTests.A_device_of_the_image_that_is_a_link_leads_neither_to_the_host_nor_over_proc//dev/console"] =
            "CVE-2025-52565",
        ["EscapeTests.A_directory_of_the_image_that_is_a_link_to_the_host_never_changes_the_host/dev"] =
            "makes the default devices where the link leads",
        [BrokenProperty + "linux/devices/- { \"path\": \"/dev/x\", \"type\": \"c\" }"] =
            "takes a device without numbers",
        [BrokenProperty + "linux/devices/- { \"type\""] = "takes a device without a path",
        [BrokenProperty + "linux/maskedPaths [\"relative"] = "takes relative paths",
        [BrokenProperty + "linux/personality"] = "ignores personality",
        [BrokenProperty + "linux/seccomp {}"] = "then filters nothing",
        [BrokenProperty + "mounts/- { \"type\""] = "says more than one line",
        [BrokenProperty + "ociVersion \"nonsense"] = "takes any version",
        [BrokenProperty + "process/oomScoreAdj 5000"] = "says more than one line",
        ["FailureTests.A_config_that_is_no_object_is_refused_in_one_sentence/null"] = "panics",
        ["HookFailureTests.A_configuration_that_is_refused_before_any_hook_calls_none"] =
            "calls poststop hooks all the same",
        ["HookFailureTests.A_container_whose_start_container_hook_hangs_can_be_deleted"] =
            "start returns before the hook",
        ["HookFailureTests.A_create_that_is_killed_while_a_hook_hangs_can_be_cleaned_up"] = "forgets the container",
        ["HookFailureTests.A_hook_can_ask_for_the_state"] = "knows no container while it is created",
        ["HookFailureTests.A_hook_can_delete_its_own_container"] = "knows no container while it is created",
        ["HookFailureTests.A_hook_of_the_host_that_is_not_there_is_refused_before_any_is_called"] =
            "looks when it is called",
        ["HookFailureTests.A_hook_that_takes_too_long_is_killed_with_all_that_it_started"] = "kills the hook alone",
        ["HookFailureTests.A_poststart_hook_that_fails_fails_the_start_and_destroys_the_container/"] =
            "calls poststart hooks in create",
        ["HookFailureTests.A_poststop_hook_that_fails_is_a_warning_and_the_others_are_called"] =
            "fails and calls no other",
        ["HookFailureTests.A_start_container_hook_that_fails_fails_the_start_and_destroys_the_container"] =
            "start returns before the hook",
        ["HookFailureTests.What_a_hook_leaves_in_a_shared_pid_namespace_ends_with_a_create_that_fails"] = "lets it run",
        ["HookFailureTests.While_a_start_container_hook_runs_the_container_is_created"] =
            "start returns before the hook",
        ["HooksTests.A_hook_runs_in_the_bundle_as_leader_of_a_session_with_default_signals"] =
            "keeps hooks in its own session",
        ["HooksTests.No_descriptor_leaks_into_a_hook/createContainer"] = "hands the preserved descriptors over",
        ["HooksTests.Run_calls_the_hooks_of_all_kinds"] = "calls poststart hooks in create",
        ["HooksTests.The_hooks_of_all_kinds_are_called_in_order"] = "calls poststart hooks in create",
        ["HooksTests.The_state_is_on_the_standard_input/createContainer"] = "says creating",
        ["HooksTests.The_state_is_on_the_standard_input/createRuntime"] = "says creating",
        ["HooksTests.The_state_is_on_the_standard_input/poststart"] = "calls poststart hooks in create",
        ["HooksTests.The_state_is_on_the_standard_input/poststop"] = "leaves the pid out",
        ["HooksTests.The_state_is_on_the_standard_input/prestart"] = "says creating",
        ["HooksTests.Without_a_mount_namespace_hooks_still_find_the_host_before_the_change_of_root"] =
            "needs a /proc in the rootfs",
        ["HooksTests.Without_arguments_and_environment_there_is_the_path_and_nothing"] =
            "hands its own environment over",
        ["KillTests.What_names_no_signal_ends_nobody/4294967305"] = "keeps 32 bits of a number",
        ["LifecycleTests.Of_many_creates_of_one_id_exactly_one_wins"] =
            "removes the winner's state now and then, when a loser cleans up",
        ["MaskedPathsTests.A_path_that_is_not_absolute_is_refused"] = "takes relative paths",
        ["MountOptionsTests.A_bind_mount_keeps_the_restrictions_of_its_source"] = "clears what the options do not name",
        ["MountOptionsTests.A_recursive_option_that_names_what_is_so_anyway_is_accepted/ratime"] =
            "hands the kernel an attribute that is none",
        ["MountOptionsTests.A_recursive_option_that_names_what_is_so_anyway_is_accepted/rnostrictatime"] =
            "hands the kernel an attribute that is none",
        ["MountOptionsTests.Defaults_is_no_option_of_the_file_system"] = "hands `defaults` to the file system",
        ["MountsTests.A_bind_mount_needs_a_source"] = "binds the bundle",
        ["MountsTests.A_cgroup_mount_shows_the_containers_own_cgroup/False"] = "shows the whole hierarchy on cgroup v2",
        ["MountsTests.A_container_without_mounts_works"] = "needs a /proc",
        ["MountsTests.The_propagation_of_the_root_is_set"] =
            "sets it on the host's root, before the container's is bound",
        ["NamespacesTests.A_domain_name_is_set_in_the_uts_namespace"] = "ignores domainname",
        ["NamespacesTests.A_namespace_with_a_path_is_joined/time"] = "has no time namespaces",
        ["NamespacesTests.A_namespace_without_a_path_is_a_new_one/time"] = "has no time namespaces",
        ["NamespacesTests.A_path_that_leads_to_a_pipe_is_refused_at_once"] = "waits for a writer",
        ["NamespacesTests.A_user_namespace_with_a_path_is_joined_together_with_the_others_that_it_owns"] =
            "wants mappings even for a user namespace that it joins",
        ["NamespacesTests.Two_containers_at_once_have_different_namespaces/time"] = "has no time namespaces",
        ["ProcessTests.Descriptors_that_are_not_open_cannot_be_preserved"] =
            "takes descriptors of its own for the caller's",
        ["ResourceLimitsTests.A_limit_that_is_listed_twice_is_refused"] = "takes the last one",
        ["RootfsTests.A_slave_root_receives_the_hosts_mounts_and_sends_none/slave"] =
            "makes only the topmost mount a slave",
        ["SysctlTests.A_name_of_no_parameter_is_refused/net..ipv4"] = "passes the name on to the file system",
        ["SysctlTests.An_interface_with_a_dot_in_its_name_is_reached_with_slashes"] = "makes a slash of every dot",
        ["TimeNamespaceTests"] = "has no time namespaces",
        ["UserNamespaceTests.Mappings_without_a_user_namespace_are_refused"] = "ignores them",
    };

    /// <summary>The tests that have an entry.</summary>
    public static IEnumerable<string> Tests => Runc_1_1.Keys;

    /// <summary>Why the runtime under test cannot pass a test; null where it should.</summary>
    public static string? Of(string test)
    {
        if (!RuntimeUnderTest.Version.StartsWith("runc version 1.1.", StringComparison.Ordinal))
            return null;
        return Runc_1_1.FirstOrDefault(gap => test.StartsWith(gap.Key, StringComparison.Ordinal)).Value;
    }
}
