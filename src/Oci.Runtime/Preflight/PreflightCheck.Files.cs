using System;
using Oci.Runtime.Interop;
using Oci.Runtime.Steps;
using Oci.Spec;

namespace Oci.Runtime.Preflight;

/// <summary>Files of the host: the rootfs, what is bound, hooks, devices, sockets.</summary>
internal sealed partial class PreflightCheck
{
    private string _rootfs = "";

    // In a mount namespace that is joined, paths lead elsewhere.
    private bool SeesOurPaths => Find(NamespaceKind.Mount) is not { Path: not null };

    // A directory that only root, or only the owner, may search: the step itself will say.
    private bool IsMissing(string path, out FileStatus? status, out int errno)
    {
        status = _host.Status(path, out errno);
        return status is null && errno != Errno.EACCES;
    }

    private void CheckRootfs(string path)
    {
        const string Operation = "use the rootfs";
        _rootfs = path;
        if (!SeesOurPaths)
            return;
        if (IsMissing(path, out FileStatus? status, out int errno))
            Add("/root/path", Operation, path, errno, "a relative root.path begins at the bundle");
        else if (status is { IsDirectory: false })
            Add("/root/path", Operation, path, Errno.ENOTDIR, null);
    }

    private void CheckBindSource(BindMount bind)
    {
        // What no property asks for is made with the container.
        if (bind.Property.Length > 0 && SeesOurPaths && !LooksDifferentToInit(bind.Source) && IsMissing(bind.Source, out _, out int errno))
        {
            string hint = $"make it, or leave the mount on {bind.Destination} out";
            Add(bind.Property, "bind mount", bind.Source, errno, hint);
        }
    }

    // These lead to init's own descriptors and process, or to where it may have made something by then.
    private bool LooksDifferentToInit(string path) =>
        path.StartsWith("/proc/self", StringComparison.Ordinal)
        || path.StartsWith("/proc/thread-self", StringComparison.Ordinal)
        || path.StartsWith("/dev/fd/", StringComparison.Ordinal)
        || path.StartsWith($"{_rootfs}/", StringComparison.Ordinal);

    private void CheckHostDevice(BindDevice device)
    {
        const uint BlockDevice = 0x6000;
        const uint CharacterDevice = 0x2000;
        const string Operation = "bind the host's device";
        string pointer = device.Property.Length > 0 ? device.Property : "/linux/devices";
        if (!SeesOurPaths)
            return;
        if (IsMissing(device.Path, out FileStatus? status, out int errno))
        {
            const string Hint = "make it on the host: in a user namespace the container gets the host's devices";
            Add(pointer, Operation, device.Path, errno, Hint);
            return;
        }
        if (status is { } found && (found.Type != (device.Type == 'b' ? BlockDevice : CharacterDevice)
            || found.DeviceNumber != Files.DeviceNumber(device.Major, device.Minor)))
        {
            Add(pointer, Operation, device.Path, $"is not device {device.Type} {device.Major}:{device.Minor}", null);
        }
    }

    private void CheckSocket(string operation, string path, string pointer, string? hint)
    {
        if (IsMissing(path, out FileStatus? status, out int errno))
            Add(pointer, operation, path, errno, hint);
        else if (status is { IsSocket: false })
            Add(pointer, operation, path, "is not a socket", hint);
    }

    // Those of startContainer lie in the container's root, which is not ours to look into.
    private void CheckHooks()
    {
        if (_spec.Hooks is not { } hooks)
            return;
        CheckHooks("prestart", hooks.Prestart);
        CheckHooks("createRuntime", hooks.CreateRuntime);
        CheckHooks("createContainer", hooks.CreateContainer);
        CheckHooks("poststart", hooks.Poststart);
        CheckHooks("poststop", hooks.Poststop);
    }

    private void CheckHooks(string kind, ValueList<HookSpec> hooks)
    {
        for (int i = 0; i < hooks.Count; i++)
        {
            int errno = _host.CannotExecute(hooks[i].Path);
            string hint = errno == Errno.EACCES ? "make it executable" : "make it, or leave the hook out";
            if (errno != 0)
                Add($"/hooks/{kind}/{i}/path", "run the hook", hooks[i].Path, errno, hint);
        }
    }
}
