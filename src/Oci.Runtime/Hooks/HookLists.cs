using System.Collections.Generic;
using Oci.Runtime.Interop;
using Oci.Spec;

namespace Oci.Runtime.Hooks;

/// <summary>The lists of hooks that run on the host, and what can be known of them before anything is made.</summary>
internal static class HookLists
{
    /// <summary>A hook that nobody can execute is a mistake that should not wait until the container is deleted.</summary>
    public static void Check(HooksSpec? hooks)
    {
        if (hooks is null)
            return;
        foreach (Hook hook in OnHost(hooks))
        {
            int errno = Files.CannotExecute(hook.Path);
            if (errno != 0)
                throw KernelFailure.Of(errno, "find hook", hook.Path).For($"{hook.Pointer}/path");
        }
    }

    // The path of a startContainer hook is one of the container's.
    private static IEnumerable<Hook> OnHost(HooksSpec hooks) =>
    [
        .. Hook.AllOf("prestart", hooks.Prestart), .. Hook.AllOf("createRuntime", hooks.CreateRuntime),
        .. Hook.AllOf("createContainer", hooks.CreateContainer), .. Hook.AllOf("poststart", hooks.Poststart),
        .. Hook.AllOf("poststop", hooks.Poststop),
    ];
}
