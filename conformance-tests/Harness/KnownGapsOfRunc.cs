using System.Collections.Generic;

namespace Oci.Conformance.Harness;

/// <summary>What runc 1.1 is known not to do.</summary>
internal static class KnownGapsOfRunc
{
    private const string BrokenProperty = "FailureTests.A_broken_property_is_refused_in_one_sentence//";
    private const string BrokenLinuxProperty =
        "FailureTests.A_broken_property_of_Linux_is_refused_in_one_sentence//";
    private const string NoValue = "ValuesTests.A_value_that_is_none_is_refused//";
    private const string Entry = "ValuesTests.An_entry_without_a_required_property_is_refused//";

    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        ["CallerLimitsTests.Addresses"] = "crashes with the trace of its runtime library",
        ["CallerLimitsTests.Descriptors_for_a"] = "cannot be loaded with as few descriptors",
        ["CgroupFaultTests.A_process_of_others"] = "succeeds and leaves the cgroups",
        ["CgroupFaultTests.Cgroups_that_somebody_has_made_anew"] = "kills whatever is in a cgroup of that name",
        ["ClientFaultTests.A_hook_that_leaves_a_daemon"] = "waits for the daemon",
        ["ClientFaultTests.A_poststart_hook_that_kills_the_runtime"] = "runs the poststart hooks while it creates",
        ["ClientFaultTests.What_a_hook_leaves_that_kills_the_runtime"] = "forgets the container, and leaves its cgroups",
        ["ConcurrencyTests.Of_eight_forced_deletes"] = "says what it meets while another one deletes",
        ["ConcurrencyTests.Of_two_creates"] = "lets both fail at times",
        ["InitFaultTests.A_container_whose_init_is_stopped"] = "says created until init goes on",
        ["InitFaultTests.A_start_that_waits_for_a_stopped_init"] = "says created until init goes on",
        ["StateDirectoryFaultTests.In_a_directory_that_has_become_read_only"] = "succeeds though the state is still there",
        ["CapabilitiesTests.A_capability_that_the_runtime_has_not"] = "fails instead of warning",
        ["CapabilitiesTests.A_set_that_goes_beyond_what_the_kernel_allows"] = "fails instead of warning, or says nothing",
        ["DevicesTests.A_device_that_the_image_has_gets_the_mode_and_owner_of_the_list"] = "leaves it as it is",
        ["DevicesTests.With_a_user_namespace_a_fifo_gets_its_mode_and_owner"] = "binds a fifo of the host",
        ["ExecIsolationTests.A_cgroup_that_is_not_below_is_refused"] = "takes controllers without a name, and has other texts for v1",
        ["ExecIsolationTests.A_container_without_proc_can_be_entered"] = "needs a /proc",
        ["ExecIsolationTests.A_made_up_proc_of_the_container_changes_nothing"] = "refuses to go on",
        ["ExecIsolationTests.In_a_user_namespace_scheduling_is_set_too"] = "knows none of these properties",
        ["ExecIsolationTests.It_is_in_all_namespaces_of_the_container"] = "has no time namespaces",
        ["ExecIsolationTests.Nothing_of_the_runtime_can_be_opened_from_inside_while_it_enters"] = "has no --pidfd-socket",
        ["ExecIsolationTests.The_agent_of_the_filter_gets_the_process"] = "hangs",
        ["ExecIsolationTests.Without_a_mount_namespace_its_root_is_the_containers"] = "enters the root of the host",
        ["ExecProcessTests.A_passwd_of_the_container_that_is_none_names_nobody"] =
            "waits for a fifo in its place, and runs no process where it cannot be read",
        ["ExecProcessTests.A_file_gives_the_whole_process_and_what_it_leaves_out"] = "leaves the limits to the caller",
        ["ExecProcessTests.A_file_may_ask_for_other_limits"] = "raises the soft limit of open files to the hard one",
        ["ExecProcessTests.A_file_that_is_no_process"] = "names no property",
        ["ExecProcessTests.A_user_that_is_none_is_refused/4294967296"] = "keeps 32 bits of a number",
        ["ExecProcessTests.A_user_that_is_none_is_refused/99999999999"] = "keeps 32 bits of a number",
        ["ExecProcessTests.A_user_that_is_none_is_refused/0:4294967296"] = "keeps 32 bits of a number",
        ["ExecProcessTests.Processors_that_are_not_there"] = "knows none of these properties",
        ["ExecProcessTests.Scheduling_and_priorities"] = "knows none of these properties",
        ["ExecProcessTests.The_processors_are_those_of_the_affinity"] = "knows none of these properties",
        ["ExecProcessTests.The_user_is_a_number_or_a_name_of_the_container/someone"] = "takes numbers only",
        ["ExecProcessTests.The_user_is_a_number_or_a_name_of_the_container/3:staff"] = "takes numbers only",
        ["ExecProcessTests.Without_flags_it_is_the_process_of_the_container"] = "leaves the umask out",
        ["ExecTests.A_script_without_an_interpreter"] = "exits with 1",
        ["ExecTests.It_starts_what_the_container_was_created_from"] = "reads the config.json of the bundle again",
        ["ExecTests.The_pidfd_socket"] = "has no --pidfd-socket",
        ["HostMountsTests"] = "leaves the mounts there, changes the propagation of others, and cannot mask paths",
        ["IdMappedMountsTests"] = "has no id-mapped mounts",
        ["IntelRdtTests.Where_resctrl_is_not_mounted_it_is_refused/{}"] = "ignores intelRdt without schemata",
        ["IntelRdtTests.Where_resctrl_is_not_mounted_it_is_refused/{ \"closID\": \"gold\" }"] =
            "ignores intelRdt without schemata",
        ["MountOptionsTests.A_bind_mount_is_not_filled"] = "ignores tmpcopyup",
        ["MountOptionsTests.Every_option_of_the_specification_is_accepted_by_a_bind_mount/ratime"] =
            "hands the kernel an attribute that is none",
        ["MountOptionsTests.Every_option_of_the_specification_is_accepted_by_a_new_file_system/async"] =
            "hands `defaults` to the file system",
        ["NetDevicesTests"] = "has no netDevices",
        ["ThreadAttributesTests"] = "knows none of these properties",
        ["SeccompTests.A_list_that_allows_nothing_of_the_runtimes_but_to_execute_is_enough"] =
            "makes many calls under the filter when it is loaded without noNewPrivileges",
        ["SeccompTests.A_profile_under_which_the_program_cannot_be_executed_is_an_error_of_create"] =
            "says so only when the container is started",
        ["SeccompTests.A_property_without_a_meaning_is_refused"] = "ignores it",
        ["SeccompTests.Each_of_several_rules_that_depend_on_an_argument_counts"] =
            "leaves them to libseccomp, which passes some over",
        ["SeccompTests.Flags_are_accepted/ \"flags\": [\"SECCOMP"] = "supports no flags",
        ["SeccompTests.The_calls_of_a_runtime_can_be_notified_of_without_a_deadlock"] = "refuses to notify of write",
        ["EngineMessagesTests.A_command_line_that_makes_no_sense_fails_with_1/No help topic"] = "exits with 3",
        ["TraceTests"] = "has no --trace",
        ["FailureRecordTests"] = "logs no more than a message",
        ["FeaturesTests.Every_capability_that_is_claimed_is_known"] =
            "fails where it does not have them all itself",
        ["FeaturesTests.Every_mount_option_that_is_claimed_can_be_used"] =
            "claims `defaults`, `ratime` and `rnostrictatime`, and cannot use them",
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
        ["CgroupSignalTests.A_cgroup_that_the_runtime_itself_is_in"] = "freezes itself and hangs",
        ["CgroupTests.A_cgroup_with_processes_of_others_is_refused_and_left_alone"] = "only warns",
        ["CommandLineTests.A_pid_file_replaces_a_file_but_no_device"] = "replaces the device",
        ["CgroupFaultTests.Five_hundred_processes_of_a_shared_pid_namespace_end_with_delete"] = "leaves the cgroups at times",
        ["CommandLineTests.A_log_that_is_a_pipe_which_nobody_reads"] = "waits for a reader",
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
        ["DeviceEscapeTests.A_console_of_the_image_that_is_a_link_leads_neither_to_the_host_nor_over_proc//proc"] =
            "CVE-2025-52565",
        ["DeviceEscapeTests.A_dev_that_is_a_link_to_the_host_gets_no_devices_there"] = "CVE-2026-41579",
        ["DeviceEscapeTests.A_false_null_device_of_the_image_is_not_laid_over_masked_files/echo"] = "CVE-2025-31133",
        ["DeviceEscapeTests.A_false_null_device_of_the_image_is_not_laid_over_masked_files/ln -s /proc"] = "CVE-2025-31133",
        ["DeviceEscapeTests.A_false_null_device_of_the_image_is_not_laid_over_masked_files/mk"] = "CVE-2025-31133",
        ["DeviceEscapeTests.A_null_device_that_leads_to_a_file_of_the_host_does_not_take_the_streams"] =
            "opens the image's /dev/null anew",
        ["HostEscapeTests.A_read_only_cgroup_mount_is_that_with_and_without_a_namespace"] =
            "lets files be made beside the hierarchies",
        ["HostEscapeTests.Other_users_reach_nothing_of_the_state"] = "lets others search its directories",
        ["MountEscapeTests.A_read_only_root_is_that_without_help_of_a_proc"] = "needs a /proc",
        ["MountEscapeTests.A_working_directory_through_a_link_is_made_and_entered_inside"] = "makes none through links",
        ["PrivilegeEscapeTests.A_number_that_is_no_user_id_is_not_cut_until_it_is_one/4294967296"] = "makes 0 of it",
        ["PrivilegeEscapeTests.A_number_that_is_no_user_id_is_not_cut_until_it_is_one/99999999999"] = "makes another id of it",
        ["PrivilegeEscapeTests.Hooks_have_nothing_of_the_environment_of_the_program_or_of_the_caller"] =
            "gives its own environment to hooks that have none",
        ["ProcEscapeTests.A_kernel_parameter_is_never_written_to_files_of_the_image"] = "writes to the image's /proc",
        ["ProcEscapeTests.A_mount_over_what_the_runtime_writes_to_is_refused//proc/s"] = "mounts file systems there",
        ["ProcEscapeTests.A_mount_over_what_the_runtime_writes_to_is_refused//proc/thread-self"] = "mounts file systems there",
        ["ProcEscapeTests.A_mount_over_what_the_runtime_writes_to_is_refused//to-attr"] = "mounts file systems there",
        ["ProcEscapeTests.A_volume_that_covers_proc_while_it_is_made_receives_nothing"] = "CVE-2025-52881",
        [BrokenLinuxProperty + "linux/devices/- { \"path\": \"/dev/x\", \"type\": \"c\" }"] =
            "takes a device without numbers",
        [BrokenLinuxProperty + "linux/devices/- { \"type\""] = "takes a device without a path",
        [BrokenLinuxProperty + "linux/maskedPaths [\"relative"] = "takes relative paths",
        [BrokenLinuxProperty + "linux/personality"] = "ignores personality",
        [BrokenLinuxProperty + "linux/seccomp {}"] = "then filters nothing",
        [BrokenProperty + "mounts/- { \"type\""] = "says more than one line",
        [BrokenProperty + "ociVersion \"nonsense"] = "takes any version",
        [BrokenProperty + "process/oomScoreAdj 5000"] = "says more than one line",
        ["FailureTests.A_config_that_is_no_object_is_refused_in_one_sentence/null"] = "panics",
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
        ["ResourcesTests.A_limit_can_be_read_back_from_the_cgroup/cpu { \"idle\""] = "does not know cpu.idle",
        ["ResourcesTests.A_limit_can_be_read_back_from_the_cgroup/cpu { \"quota\": 25000, \"burst\""] = "does not know bursts",
        ["ResourcesTests.Limits_that_make_no_sense_are_refused/cpu { \"quota\": 1000, \"burst\""] = "does not know bursts",
        ["ResourcesTests.Limits_that_make_no_sense_are_refused/blockIO { \"weightDevice\": [{ \"major\": 8, \"minor\""] =
            "ignores an entry without weights",
        ["RootlessCgroupTests.A_cgroup_that_was_delegated"] = "wants one in every hierarchy",
        ["RootlessCgroupTests.A_container_goes_through_its_life_without_a_cgroup"] = "lists no processes without a cgroup",
        ["RootlessCgroupTests.A_limit_that_he_may_not_set"] = "names neither the property nor the directory",
        ["RootlessCgroupTests.Where_only_the_callers_own_cgroup"] = "looks beside it",
        ["RootlessTests.A_signal_for_all_reaches_every_process"] = "finds no processes without a cgroup",
        ["RootlessTests.A_view_of_a_namespace_that_is_the_hosts"] = "does not say what is missing",
        ["RootlessTests.Deleting_by_force_ends_what_shares_the_hosts_pids"] = "lets it live, and does not warn of it",
        ["RootlessTests.Ids_that_he_was_not_given"] = "does not name the file",
        ["RootlessTests.Ids_that_the_user_was_given"] = "sets no additional groups",
        ["RootlessTests.What_every_engine_asks_for_limits_nothing/{ \"memory\""] = "takes no limit for one",
        ["RootlessTests.What_he_cannot_have_is_refused"] = "names no property, and ignores device rules",
        ["RootlessTests.What_the_program_says_against_a_map"] = "in several lines",
        ["RootlessTests.Who_is_told_not_to_be_rootless"] = "does not name the directory",
        ["RootlessTests.Without_a_runtime_directory"] = "needs one, or --root",
        ["RootlessTests.Without_a_session_there_is_no_systemd"] = "does not say where it has looked",
        ["RootlessTests.Without_the_program_that_maps_them"] = "finds newuidmap only when it is needed, and does not name its package",
        ["RootfsTests.A_slave_root_receives_the_hosts_mounts_and_sends_none/slave"] =
            "makes only the topmost mount a slave",
        ["SystemdCgroupTests.A_scope_that_is_in_use_is_refused"] = "moves its process into the scope of another container",
        ["SysctlTests.A_name_of_no_parameter_is_refused/net..ipv4"] = "passes the name on to the file system",
        ["SysctlTests.An_interface_with_a_dot_in_its_name_is_reached_with_slashes"] = "makes a slash of every dot",
        ["TimeNamespaceTests"] = "has no time namespaces",
        ["OperationsTests.A_cgroup_that_was_there_before_the_container_outlives_it"] = "removes it",
        ["ValuesTests.A_console_size_has_both_of_its_properties"] = "takes 0 for what is missing",
        ["ValuesTests.A_mapping_without_a_required_property_is_refused/[{ \"hostID\""] = "takes 0 for what is missing",
        ["ValuesTests.A_mapping_without_a_required_property_is_refused/[{ \"containerID\": 0, \"size\""] =
            "takes 0 for what is missing",
        ["ValuesTests.A_required_property_must_be_there//ociVersion"] = "takes any version and none",
        [NoValue + "annotations { \"\""] = "takes an empty key",
        [NoValue + "linux/maskedPaths"] = "takes relative paths",
        [NoValue + "linux/readonlyPaths"] = "takes relative paths",
        [NoValue + "ociVersion"] = "takes any version",
        [Entry + "linux/devices/- { \"path\": \"/dev/x\", \"type\""] = "takes 0 for what is missing",
        [Entry + "linux/devices/- { \"type\""] = "takes a device without a path",
        [Entry + "linux/resources/devices"] = "takes it for one that denies",
        [Entry + "linux/memoryPolicy"] = "does not know memory policies",
        [Entry + "linux/personality"] = "ignores personality",
        [Entry + "linux/seccomp { \"defaultAction\": \"SCMP_ACT_LOG\""] = "takes a rule without names",
        [Entry + "linux/seccomp { \"syscalls\""] = "then filters nothing",
        [Entry + "process/ioPriority"] = "does not know I/O priorities",
        [Entry + "process/rlimits [{ \"type\": \"RLIMIT_CORE\""] = "takes 0 for what is missing",
        [Entry + "process/scheduler"] = "does not know schedulers",
        ["ServiceManagerTests.A_container_that_ends_without_a_word"] = "waits for ever in the foreground",
        ["ServiceManagerTests.A_detached_run_returns"] = "stops reading at an empty message",
        ["ServiceManagerTests.A_manager_that_cannot_be_reached"] = "runs the program first, and exits with 0",
        ["ServiceManagerTests.In_the_foreground_the_word_is_passed_on"] = "sends the pid apart, and nothing before the container ends",
        ["ServiceManagerTests.So_does_start"] = "sends the pid apart",
        ["ServiceManagerTests.Sockets_are_passed_on_before"] = "leaves their names out",
        ["ServiceManagerTests.Sockets_that_are_not_there"] = "ignores a number that is none, and trusts one that is",
        ["ServiceManagerTests.The_socket_can_be_reached_in_a_user_namespace"] = "waits for ever in the foreground",
        ["ServiceManagerTests.What_config_json_says_of_sockets"] = "hands duplicates over",
        ["ServiceManagerTests.A_process_of_exec"] = "passes none to exec",
        ["ServiceManagerTests.Without_a_pid_namespace"] = "always says 1",
        ["UpdateTests.A_burst_and_idleness_are_set_by_flags"] = "does not know bursts",
        ["UpdateTests.A_document_that_is_none_is_refused/{ \"cpu\": { \"quota\": 1000, \"burst\""] = "does not know bursts",
        ["UserNamespaceTests.Mappings_without_a_user_namespace_are_refused"] = "ignores them",
    };
}
