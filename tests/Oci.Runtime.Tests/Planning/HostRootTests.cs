using System.Linq;
using System.Text;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Planning;

/// <summary>The host's own root is never covered: only in a mount namespace of the container's own may that be done.</summary>
public sealed class HostRootTests
{
    private static readonly HostFacts Root = new(new CgroupLayout(CgroupKind.None, []), 0, 0, OwnsMachine: true);

    [Theory]
    [InlineData("""{"type": "mount"}""", true)]
    [InlineData("""{"type": "pid"}""", false)]
    public void The_rootfs_is_moved_about_for_hooks_in_a_new_mount_namespace_only(string name, bool isMoved)
    {
        InitStep[] steps = [.. Plan(name).Init];

        Assert.Equal(isMoved, steps.Any(static step => step is IsolateMounts));
        Assert.Equal(isMoved, steps.Any(static step => step is MountRootfs));
        Assert.Equal(isMoved, steps.Any(static step => step is ShowRootfs));
        Assert.Equal(isMoved, steps.Any(static step => step is CoverRoot));
        Assert.Contains(steps, static step => step is AwaitRuntimeHooks);
        Assert.Equal(isMoved ? RootChange.Pivot : RootChange.Chroot, Assert.Single(steps.OfType<EnterRoot>()).Method);
    }

    private static LaunchPlan Plan(string name)
    {
        byte[] config = Encoding.UTF8.GetBytes($$"""
            {
              "ociVersion": "1.3.0", "root": {"path": "r"},
              "hooks": {"createRuntime": [{"path": "/bin/true"}]},
              "mounts": [{"destination": "/proc", "type": "proc"}],
              "linux": {"namespaces": [{{name}}]}
            }
            """);
        return Planner.Plan(ConfigJson.Read(config, "config.json"), Root, new LaunchRequest("ID", "/bundle", "/run"));
    }
}
