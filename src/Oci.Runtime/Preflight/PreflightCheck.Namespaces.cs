using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Steps;
using Oci.Spec;

namespace Oci.Runtime.Preflight;

/// <summary>Namespaces: whether the kernel has them, and whether the caller may make or join them.</summary>
internal sealed partial class PreflightCheck
{
    private const int SysAdmin = 21;

    private bool MayAdminister => (_host.EffectiveCapabilities >> SysAdmin & 1) != 0;

    private void CheckNamespaces()
    {
        for (int i = 0; i < _linux.Namespaces.Count; i++)
        {
            NamespaceSpec name = _linux.Namespaces[i];
            bool isRare = name.Kind is NamespaceKind.User or NamespaceKind.Cgroup or NamespaceKind.Time;
            if (name.Path is null && (isRare || _isThorough))
                CheckKernelHas(name.Kind, $"/linux/namespaces/{i}");
            if (name.Kind == NamespaceKind.User && name.Path is null)
                CheckMayMakeUserNamespaces($"/linux/namespaces/{i}");
        }
        if (_linux.Namespaces.Count > 0 && Find(NamespaceKind.User) is null && !MayAdminister)
        {
            Add(
                "/linux/namespaces", "make namespaces", null, "it takes CAP_SYS_ADMIN",
                "run as root, or add a user namespace with id mappings; see ociruntime spec --rootless");
        }
    }

    private void CheckKernelHas(NamespaceKind kind, string pointer)
    {
        (string file, string option) = kind switch
        {
            NamespaceKind.Pid => ("/proc/self/ns/pid", "CONFIG_PID_NS"),
            NamespaceKind.Network => ("/proc/self/ns/net", "CONFIG_NET_NS"),
            NamespaceKind.Mount => ("/proc/self/ns/mnt", "CONFIG_NAMESPACES"),
            NamespaceKind.Ipc => ("/proc/self/ns/ipc", "CONFIG_IPC_NS"),
            NamespaceKind.Uts => ("/proc/self/ns/uts", "CONFIG_UTS_NS"),
            NamespaceKind.User => ("/proc/self/ns/user", "CONFIG_USER_NS"),
            NamespaceKind.Cgroup => ("/proc/self/ns/cgroup", "CONFIG_CGROUPS"),
            _ => ("/proc/self/ns/time", "CONFIG_TIME_NS"),
        };
        if (_host.Status(file, out int errno) is null && errno == Errno.ENOENT)
        {
            Add(
                pointer, "make a namespace of type", kind.SpecName(), "the kernel has none",
                $"leave it out, or use a kernel with {option}");
        }
    }

    private void CheckMayMakeUserNamespaces(string pointer)
    {
        const string Operation = "make a user namespace";
        if (IsSetTo("/proc/sys/user/max_user_namespaces", "0"))
            Add(pointer, Operation, null, "user.max_user_namespaces is 0", "raise it with sysctl(8)");
        if (_facts.Uid == 0 || MayAdminister)
            return;
        // A switch of Debian's kernels, and one of AppArmor's that spares programs with a profile of their own.
        if (IsSetTo("/proc/sys/kernel/unprivileged_userns_clone", "0"))
        {
            Add(
                pointer, Operation, null, "kernel.unprivileged_userns_clone is 0",
                "set it to 1 with sysctl(8), or run as root");
        }
        if (IsSetTo("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1")
            && IsSetTo("/proc/self/attr/apparmor/current", "unconfined"))
        {
            Add(
                pointer, Operation, null, "AppArmor lets only programs with a profile use one",
                "load one for ociruntime with the rule userns, or set kernel.apparmor_restrict_unprivileged_userns to 0");
        }
    }

    private bool IsSetTo(string file, string value) => _host.Read(file)?.Trim() == value;

    // A view of a namespace can be mounted only by who owns that (mount_namespaces(7)): root of a new user namespace owns
    // those that are made with it.
    private void CheckOwnedView(MountFileSystem mount)
    {
        (NamespaceKind Kind, string Hint)? view = mount.Type switch
        {
            "proc" => (NamespaceKind.Pid, "add a pid namespace, or bind /proc"),
            "sysfs" => (NamespaceKind.Network, "add a network namespace, or bind /sys read-only with rbind"),
            "mqueue" => (NamespaceKind.Ipc, "add an ipc namespace, or leave the mount out"),
            _ => null,
        };
        if (view is not var (kind, hint) || Find(NamespaceKind.User) is not { Path: null } || Find(kind) is not null)
            return;
        Add(
            mount.Property, $"mount {mount.Type} on", mount.Destination,
            $"in a user namespace that takes a {kind.SpecName()} namespace of its own", hint);
    }

    private void CheckJoined(ValueList<JoinedNamespace> joined)
    {
        foreach (JoinedNamespace name in joined)
        {
            ulong? type = _host.NamespaceType(name.Path, out int errno);
            if (errno != 0)
            {
                const string Hint = "a namespace is gone when its last process has ended, unless it is mounted";
                Add(name.Property, "open namespace", name.Path, errno, Hint);
            }
            else if (type != NamespaceFlags.Of(name.Kind))
            {
                string what = type is null ? "is not a namespace" : "is a namespace of another kind";
                Add(name.Property, $"join {name.Kind.SpecName()} namespace", name.Path, what, null);
            }
        }
    }
}
