using System.Collections.Generic;

namespace Oci.Conformance.Harness;

/// <summary>What crun 1.8 is known not to do.</summary>
internal static class KnownGapsOfCrun
{
    private const string BrokenProperty = "FailureTests.A_broken_property_is_refused_in_one_sentence//";
    private const string BrokenLinuxProperty = "FailureTests.A_broken_property_of_Linux_is_refused_in_one_sentence//";
    private const string NoValue = "ValuesTests.A_value_that_is_none_is_refused//";
    private const string Entry = "ValuesTests.An_entry_without_a_required_property_is_refused//";

    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        ["CallerLimitsTests.Closed_streams_are_open"] = "fails with a stream that is closed",
        ["CallerLimitsTests.Descriptors_for_a"] = "cannot be loaded with as few descriptors",
        ["CgroupFaultTests.A_process_of_others"] = "kills it",
        ["CgroupFaultTests.Cgroups_that_somebody_has_removed"] = "ends with 253, or takes the container for stopped",
        ["ClientFaultTests.A_poststop_hook_that_kills_the_runtime"] = "runs the poststop hooks before it removes the state",
        ["ClientFaultTests.What_a_hook_leaves_that_kills_the_runtime"] = "forgets the container, and leaves its cgroups",
        ["ConcurrencyTests.A_forced_delete_against_another_command"] = "fails without a word, or hangs, at times",
        ["ConcurrencyTests.Of_eight_forced_deletes"] = "lets most of them fail",
        ["InitFaultTests.A_container_whose_init_is_stopped"] = "does not wait for init",
        ["InitFaultTests.A_process_that_has_got_the_number"] = "updates a container that has stopped",
        ["InitFaultTests.A_start_that_waits_for_a_stopped_init"] = "does not wait for init",
        ["CgroupSignalTests.A_cgroup_that_the_runtime_itself_is_in"] = "freezes itself and hangs",
        ["CgroupTests.A_cgroup_with_processes_of_others_is_refused_and_left_alone"] = "shares it",
        ["CgroupTests.A_cgroups_path_with_dots_stays_below_the_root_of_the_hierarchies"] =
            "follows the dots out of the hierarchies",
        ["CgroupTests.Processes_that_the_program_leaves_in_cgroups_of_its_own_end_with_it"] = "has no --keep",
        ["CommandLineTests.An_error_goes_to_the_log_as_text_and_to_standard_error"] = "says which file it cannot open",
        ["CommandLineTests.The_bundle_is_the_working_directory_or_the_one_that_is_named"] =
            "takes no option behind the id",
        ["CommandLineTests.What_is_said_of_an_unknown_container_is_what_engines_look_for"] =
            "says which file it cannot open",
        ["ConfigTests.A_config_that_is_a_pipe_is_refused_at_once"] = "waits for a writer",
        ["ConfigTests.A_nul_in_a_string_is_refused"] = "reads up to the NUL",
        ["ConfigTests.A_property_that_occurs_twice_is_refused"] = "takes one of them",
        ["ConfigTests.Another_version_or_none_is_refused/01.0.0"] = "takes any version that begins with 1.0",
        ["ConfigTests.Another_version_or_none_is_refused/1.0"] = "takes any version that begins with 1.0",
        ["ConfigTests.Another_version_or_none_is_refused/v1.0.0"] = "takes any version that begins with 1.0",
        ["ExecProcessTests.A_passwd_of_the_container_that_is_none_names_nobody"] = "ends with 1",
        ["ConfigTests.Deep_nesting_is_refused_and_crashes_nothing"] = "reads whatever depth",
        ["ConfigTests.Every_version_1_of_the_specification_is_accepted/1.2.1"] =
            "is older than that version and refuses it",
        ["ConfigTests.Every_version_1_of_the_specification_is_accepted/1.3.0"] =
            "is older than that version and refuses it",
        ["ConfigTests.What_is_no_plain_json_is_refused/// a comment\n{0}"] = "takes comments",
        ["ConfigTests.Whatever_follows_the_document_is_refused/\0"] = "reads up to the NUL",
        ["DeleteTests.A_forced_delete_of_no_plain_id_takes_no_other_container_away/."] =
            "removes the directory that the id leads to",
        ["DeleteTests.A_forced_delete_of_no_plain_id_takes_no_other_container_away/.."] =
            "removes the directory that the id leads to",
        ["DeleteTests.A_forced_delete_of_no_plain_id_takes_no_other_container_away/../state"] =
            "removes the directory that the id leads to",
        ["DeleteTests.Forced_deletes_at_the_same_time_all_succeed"] = "knows no lock between them",
        ["DevicesTests.A_device_of_the_image_with_other_numbers_is_refused"] = "takes any file that exists there",
        ["DevicesTests.A_file_of_the_image_in_the_place_of_a_device_is_refused"] = "takes any file that exists there",
        ["EngineMessagesTests.A_command_line_that_makes_no_sense_fails_with_1"] =
            "has words of its own, and exits with 64 for an unknown flag",
        ["EngineMessagesTests.A_message_has_the_words_that_engines_look_for"] = "has words of its own, and no events",
        ["EngineMessagesTests.A_program_that_cannot_be_executed_is_refused_in_the_words_that_podman_looks_for"] =
            "has words of its own",
        ["CgroupFaultTests.Cgroups_that_somebody_has_made_anew_are_not_the_containers"] =
            "kills whatever is at the place",
        ["StateDirectoryFaultTests.However_few_files_can_be_made_a_container_is_made_whole_or_not_at_all"] =
            "leaves a part of the state",
        ["DescriptorEscapeTests.A_working_directory"] = "CVE-2024-21626",
        ["DescriptorEscapeTests.The_waiting_init_holds_no_directory_of_the_host"] = "closes them when it executes the program",
        ["DeviceEscapeTests.A_console_of_the_image_that_is_a_link_leads_neither_to_the_host_nor_over_proc/$CANARY/new"] =
            "CVE-2026-88264",
        ["DeviceEscapeTests.A_console_of_the_image_that_is_a_link_leads_neither_to_the_host_nor_over_proc/../"] =
            "CVE-2026-88264",
        ["DeviceEscapeTests.A_console_of_the_image_that_is_a_link_leads_neither_to_the_host_nor_over_proc//proc"] =
            "mounts it over what the link leads to",
        ["DeviceEscapeTests.A_dev_that_is_a_link_to_the_host_gets_no_devices_there"] = "CVE-2026-47766",
        ["DeviceEscapeTests.A_device_through_a_link_of_the_image_is_made_inside"] = "makes none through links",
        ["DeviceEscapeTests.A_null_device_that_leads_to_a_file_of_the_host_does_not_take_the_streams"] = "CVE-2026-88265",
        ["HostEscapeTests.A_read_only_cgroup_mount_is_that_with_and_without_a_namespace"] =
            "lets files be made beside the hierarchies",
        ["MountEscapeTests.A_file_is_mounted_inside_whatever_links_of_the_image_say//chain"] = "makes none through links",
        ["MountEscapeTests.A_file_system_is_mounted_inside_whatever_links_of_the_image_say"] = "makes none through links",
        ["MountEscapeTests.A_working_directory_through_a_link_is_made_and_entered_inside"] = "makes none through links",
        ["MountEscapeTests.Nothing_is_made_in_the_source_of_a_read_only_mount"] = "makes a mount point there, CVE-2026-115521",
        ["PrivilegeEscapeTests.A_number_that_is_no_user_id_is_not_cut_until_it_is_one/4294967"] = "CVE-2026-30892",
        ["PrivilegeEscapeTests.A_number_that_is_no_user_id_is_not_cut_until_it_is_one/99999999999"] = "CVE-2026-30892",
        ["PrivilegeEscapeTests.A_number_that_is_no_user_id_is_not_cut_until_it_is_one/-1"] = "CVE-2026-30892",
        ["PrivilegeEscapeTests.Hooks_have_nothing_of_the_environment_of_the_program_or_of_the_caller"] =
            "gives its own environment to hooks that have none",
        ["ProcEscapeTests.A_file_mounted_over_one_that_the_runtime_writes_to_is_refused"] = "mounts there",
        ["ProcEscapeTests.A_mount_over_what_the_runtime_writes_to_is_refused"] = "mounts there",
        [BrokenProperty + "hostname 7"] = "passes over a value of the wrong type",
        [BrokenProperty + "process/args \"sh\""] = "passes over a value of the wrong type",
        [BrokenProperty + "process/cwd \"relative\""] = "takes relative paths",
        [BrokenProperty + "process/oomScoreAdj \"low\""] = "passes over a value of the wrong type",
        [BrokenProperty + "process/user/uid \"root\""] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "annotations []"] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "hooks []"] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "hooks/createRuntime {}"] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "linux/cgroupsPath 7"] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "linux/devices/- { \"path\": \"/dev/x\", \"type\": \"c\" }"] =
            "takes a device without numbers, or of an unknown type",
        [BrokenLinuxProperty + "linux/devices/- { \"path\": \"/dev/x\", \"type\": \"c\", \"major\""] =
            "takes a device without numbers, or of an unknown type",
        [BrokenLinuxProperty + "linux/devices/- { \"path\": \"/dev/x\", \"type\": \"z\", \"major\""] =
            "takes a device without numbers, or of an unknown type",
        [BrokenLinuxProperty + "linux/maskedPaths [\"relative\"]"] = "takes relative paths",
        [BrokenLinuxProperty + "linux/maskedPaths [1]"] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "linux/maskedPaths {}"] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "linux/namespaces {}"] = "leaves mounts behind: it stays in the mount namespace",
        [BrokenLinuxProperty + "linux/readonlyPaths \"/proc\""] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "linux/resources []"] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "linux/resources/memory { \"limit\": \"1\" }"] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "linux/rootfsPropagation \"sideways\""] = "takes any word for private",
        [BrokenLinuxProperty + "linux/rootfsPropagation 5"] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "linux/seccomp \"x\""] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "linux/uidMappings/- { \"containerID\": \"0\", \"hostID\": 0, \"size\":"] =
            "passes over a value of the wrong type",
        [BrokenLinuxProperty + "mounts/- { \"destination\": \"/mnt\", \"type\": \"tmpfs\", "] =
            "passes over a value of the wrong type",
        [BrokenLinuxProperty + "process/capabilities [\"CAP_KILL\"]"] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "process/capabilities/bounding \"CAP_KILL\""] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "process/noNewPrivileges \"true\""] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "process/noNewPrivileges 1"] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "process/rlimits {}"] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "process/terminal \"yes\""] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "process/user \"nobody\""] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "process/user/umask \"022\""] = "passes over a value of the wrong type",
        [BrokenLinuxProperty + "root/readonly \"yes\""] = "passes over a value of the wrong type",
        ["FailureTests.A_program_that_cannot_be_run_is_named//etc"] = "does not say which program",
        ["FailureTests.A_program_that_cannot_be_run_is_named//etc/passwd"] = "does not say which program",
        ["SeccompTests.Each_of_several_rules_that_depend_on_an_argument_counts"] =
            "leaves them to libseccomp, which passes some over",
        ["TraceTests"] = "has no --trace",
        ["FailureRecordTests"] = "logs no more than a message",
        ["HostMountsTests"] = "leaves the mounts there",
        ["KillTests.What_kill_says_of_a_stopped_container_is_what_engines_look_for"] =
            "says that there is no such process",
        ["KillTests.What_names_no_signal_ends_nobody/0x9"] = "sends signal 0 or whatever the number begins with",
        ["KillTests.What_names_no_signal_ends_nobody/4294967305"] = "sends signal 0 or whatever the number begins with",
        ["KillTests.What_names_no_signal_ends_nobody/KILL,TERM"] = "sends signal 0 or whatever the number begins with",
        ["KillTests.What_names_no_signal_ends_nobody/TERM "] = "sends signal 0 or whatever the number begins with",
        ["LifecycleTests.An_id_that_is_no_plain_name_is_refused/a b"] = "takes spaces",
        ["LifecycleTests.Kill_refuses_what_is_no_signal/NONSENSE"] =
            "sends signal 0 or whatever the number begins with",
        ["LifecycleTests.Kill_refuses_what_is_no_signal/SIG"] = "sends signal 0 or whatever the number begins with",
        ["LifecycleTests.Kill_takes_a_signal_by_name_and_by_number/usr2 12"] = "knows names in capitals only",
        ["LifecycleTests.List_shows_every_container_as_table_as_json_and_as_ids"] = "has a format of its own",
        ["ListTests.An_entry_of_the_json_is_the_containers_state"] = "has a format of its own",
        ["ListTests.Without_containers_there_is_a_heading_or_an_empty_array_or_nothing"] = "has a format of its own",
        ["MaskedPathsTests.A_path_that_is_not_absolute_is_refused"] = "takes relative and empty paths",
        ["MaskedPathsTests.A_readonly_path_keeps_the_restrictions_of_its_mount"] =
            "clears what the options do not name",
        ["MountOptionsTests.A_bind_mount_keeps_the_restrictions_of_its_source"] = "clears what the options do not name",
        ["MountOptionsTests.A_recursive_option_clears_what_is_set_below/rdiratime nodiratime"] =
            "hands the kernel a wrong attribute",
        ["MountOptionsTests.A_recursive_option_clears_what_is_set_below/rstrictatime relatime"] =
            "hands the kernel a wrong attribute",
        ["MountOptionsTests.A_recursive_option_clears_what_is_set_below/rsymfollow nosymfollow"] = "knows no symfollow",
        ["MountOptionsTests.A_recursive_option_is_set_on_a_bind_mount_and_below_it/rnoatime noatime"] =
            "hands the kernel a wrong attribute",
        ["MountOptionsTests.A_recursive_option_is_set_on_a_bind_mount_and_below_it/rnodiratime nodiratime"] =
            "hands the kernel a wrong attribute",
        ["MountOptionsTests.A_recursive_option_is_set_on_a_bind_mount_and_below_it/rnosymfollow nosymfollow"] =
            "knows no symfollow",
        ["MountOptionsTests.A_recursive_option_is_set_on_a_bind_mount_and_below_it/rrelatime relatime"] =
            "hands the kernel a wrong attribute",
        ["MountOptionsTests.A_recursive_option_that_names_what_is_so_anyway_is_accepted/ratime noatime"] =
            "hands the kernel a wrong attribute",
        ["MountOptionsTests.A_recursive_option_that_names_what_is_so_anyway_is_accepted/rnostrictatime noatime"] =
            "hands the kernel a wrong attribute",
        ["MountOptionsTests.An_option_of_a_bind_mount_is_set_on_it_and_not_below_it/nosymfollow"] =
            "knows no symfollow",
        ["MountOptionsTests.An_option_of_a_new_file_system_is_set/nosymfollow nosymfollow"] = "knows no symfollow",
        ["MountOptionsTests.An_option_that_names_what_is_so_anyway_is_accepted/iversion"] =
            "takes it for an option of the file system",
        ["MountOptionsTests.An_option_that_names_what_is_so_anyway_is_accepted/loud"] =
            "takes it for an option of the file system",
        ["MountOptionsTests.An_option_that_names_what_is_so_anyway_is_accepted/noiversion"] =
            "takes it for an option of the file system",
        ["MountOptionsTests.An_option_that_names_what_is_so_anyway_is_accepted/silent"] =
            "takes it for an option of the file system",
        ["MountOptionsTests.An_option_that_names_what_is_so_anyway_is_accepted/symfollow"] = "knows no symfollow",
        ["MountOptionsTests.Of_two_contrary_options_the_last_one_counts/noatime atime noatime"] =
            "lets the restriction win",
        ["MountOptionsTests.Of_two_contrary_options_the_last_one_counts/nodev dev nodev"] = "lets the restriction win",
        ["MountOptionsTests.Of_two_contrary_options_the_last_one_counts/nodiratime diratime nodiratime"] =
            "lets the restriction win",
        ["MountOptionsTests.Of_two_contrary_options_the_last_one_counts/noexec exec noexec"] =
            "lets the restriction win",
        ["MountOptionsTests.Of_two_contrary_options_the_last_one_counts/nosuid suid nosuid"] =
            "lets the restriction win",
        ["MountOptionsTests.Of_two_contrary_options_the_last_one_counts/nosymfollow symfollow nosymfollow"] =
            "knows no symfollow",
        ["MountOptionsTests.Of_two_contrary_options_the_last_one_counts/ro rw ro"] = "lets the restriction win",
        ["MountOptionsTests.Of_two_contrary_options_the_last_one_counts/sync async sync"] = "lets the restriction win",
        ["MountOptionsTests.The_propagation_of_a_bind_mount_is_set/rshared"] = "makes every mount private in the end",
        ["MountOptionsTests.The_propagation_of_a_bind_mount_is_set/runbindable"] =
            "makes every mount private in the end",
        ["MountOptionsTests.The_propagation_of_a_bind_mount_is_set/shared"] = "makes every mount private in the end",
        ["MountOptionsTests.The_propagation_of_a_bind_mount_is_set/unbindable"] =
            "makes every mount private in the end",
        ["MountOptionsTests.The_propagation_of_a_mount_is_set/rshared"] = "makes every mount private in the end",
        ["MountOptionsTests.The_propagation_of_a_mount_is_set/runbindable"] = "makes every mount private in the end",
        ["MountOptionsTests.The_propagation_of_a_mount_is_set/shared"] = "makes every mount private in the end",
        ["MountOptionsTests.The_propagation_of_a_mount_is_set/unbindable"] = "makes every mount private in the end",
        ["MountOptionsTests.Tmpcopyup_fills_a_tmpfs_with_what_was_there"] = "gives it the mode of a new tmpfs",
        ["MountsTests.A_container_without_mounts_works/True"] = "wants a list of mounts",
        ["MountsTests.A_tmpfs_over_a_directory_of_the_image_has_that_ones_mode"] = "gives it the mode of a new tmpfs",
        ["MountsTests.The_propagation_of_the_root_is_set/slave"] = "does not make a shared root a slave",
        ["NamespacesTests.A_namespace_listed_twice_is_refused"] = "takes both",
        ["NamespacesTests.A_namespace_with_a_path_is_joined/time time"] = "cannot set up time namespaces",
        ["NamespacesTests.A_namespace_without_a_path_is_a_new_one/time time"] = "cannot set up time namespaces",
        ["NamespacesTests.A_path_that_leads_to_a_pipe_is_refused_at_once"] = "waits for a writer",
        ["NamespacesTests.Two_containers_at_once_have_different_namespaces/time time"] =
            "cannot set up time namespaces",
        ["OperationsTests.A_cgroup_that_was_there_before_the_container_outlives_it"] = "removes it",
        ["OperationsTests.A_container_without_a_program_is_not_started//process/args"] =
            "finds it out when it is started, and start succeeds",
        ["ProcessTests.Closed_standard_streams_are_survived_and_filled_with_nothing_of_the_runtime"] =
            "needs its standard streams",
        ["ProcessTests.Descriptors_that_are_not_open_cannot_be_preserved"] = "does not look whether they are open",
        ["ProcessTests.HOME_is_the_one_of_the_users_line_in_passwd/4242 /"] =
            "sets none for a user that is not in passwd",
        ["ProcessTests.Without_a_required_property_the_config_is_refused//process/args"] =
            "finds it out when it is started",
        ["ResourceLimitsTests.A_limit_that_is_listed_twice_is_refused"] = "takes both",
        ["RootfsTests.A_slave_root_receives_the_hosts_mounts_and_sends_none"] = "does not make a shared root a slave",
        ["RunTests.A_process_that_outlives_the_program_in_the_hosts_pid_namespace_is_ended"] = "waits for it",
        ["RunTests.With_keep_the_stopped_container_stays"] = "has no --keep",
        ["SysctlTests.A_name_of_no_parameter_is_refused/net..ipv4.ip_forward"] =
            "passes the name on to the file system",
        ["SysctlTests.A_parameter_of_the_hosts_network_namespace_joined_by_its_path_is_refused"] =
            "looks at the list of namespaces only",
        ["SysctlTests.An_interface_with_a_dot_in_its_name_is_reached_with_slashes"] = "makes a slash of every dot",
        ["TerminalTests.A_console_socket_without_a_terminal_is_refused"] = "ignores it",
        ["TimeNamespaceTests.Each_clock_gets_its_offset"] = "cannot set up time namespaces",
        ["TimeNamespaceTests.Offsets_without_a_new_time_namespace_are_refused"] = "ignores them",
        ["TimeNamespaceTests.The_uptime_inside_can_be_a_week_ahead"] = "cannot set up time namespaces",
        ["TimeNamespaceTests.The_uptime_inside_can_be_behind_by_as_much_as_the_host_is_up"] =
            "cannot set up time namespaces",
        ["UserNamespaceTests.Mappings_that_the_kernel_cannot_take_are_refused/[]"] = "makes up mappings of its own",
        ["UserNamespaceTests.Mappings_without_a_user_namespace_are_refused"] = "ignores them",
        ["ValuesTests.A_console_size_has_both_of_its_properties"] = "takes 0 for what is missing",
        ["ValuesTests.A_mapping_without_a_required_property_is_refused/[{ \"containerID\": 0, \"size\": 1000 }]"] =
            "takes 0 for what is missing",
        ["ValuesTests.A_mapping_without_a_required_property_is_refused/[{ \"hostID\": 100000, \"size\": 1000 }]"] =
            "takes 0 for what is missing",
        [NoValue + "annotations [\"a\"]"] = "passes over a value of the wrong type",
        [NoValue + "annotations { \"\": \"a\" }"] = "takes an empty key",
        [NoValue + "hooks/createRuntime/- { \"path\": \"/bin/true\", \"timeout\": 0 }"] = "takes 0 for no limit",
        [NoValue + "linux/devices/- { \"path\": \"/dev/x\", \"type\": \"z\", \"major\": 1, \"minor\": 3 }"] =
            "takes a device of an unknown type",
        [NoValue + "linux/maskedPaths [\"etc\"]"] = "takes relative paths",
        [NoValue + "linux/readonlyPaths [\"etc\"]"] = "takes relative paths",
        [NoValue + "linux/rootfsPropagation \"sideways\""] = "takes any word for private",
        [NoValue + "ociVersion \"1.0\""] = "takes any version that begins with 1.0",
        [NoValue + "ociVersion \"v1.0.0\""] = "takes any version that begins with 1.0",
        [NoValue + "process/cwd \"relative\""] = "takes relative paths",
        [NoValue + "process/user/gid \"root\""] = "passes over a value of the wrong type",
        [Entry + "linux/devices/- { \"path\": \"/dev/x\", \"type\": \"c\", \"major\": 1 }"] =
            "takes 0 for what is missing",
        [Entry + "linux/devices/- { \"path\": \"/dev/x\", \"type\": \"c\", \"minor\": 3 }"] =
            "takes 0 for what is missing",
        [Entry + "linux/memoryPolicy { \"nodes\": \"0\" }"] = "does not know this property",
        [Entry + "linux/resources/devices/- { \"type\": \"c\", \"major\": 1, \"minor\": 3, \"access\": \"r\" }"] =
            "takes it for one that denies",
        [Entry + "process/ioPriority { \"class\": \"IOPRIO_CLASS_BE\" }"] = "does not know this property",
        [Entry + "process/ioPriority { \"priority\": 1 }"] = "does not know this property",
        [Entry + "process/rlimits [{ \"type\": \"RLIMIT_CORE\", \"soft\": 0 }]"] = "takes 0 for what is missing",
        [Entry + "process/rlimits [{ \"type\": \"RLIMIT_NOFILE\", \"hard\": 1024 }]"] = "leaves its state behind",
        [Entry + "process/scheduler { \"nice\": 1 }"] = "does not know this property",
    };
}
