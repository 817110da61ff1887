using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>The harness itself: a search for leftovers that never finds any would prove nothing.</summary>
public sealed class HarnessTests(Workspace workspace) : ContainerTest(workspace)
{
    [Fact]
    public void A_mount_that_is_left_is_found()
    {
        Container container = NewContainer();
        HostCommand.Run("mount", "-t", "tmpfs", "tmpfs", container.Rootfs).Succeeded();
        IReadOnlyList<string> left = Leftovers.Of(container);
        HostCommand.Run("umount", container.Rootfs).Succeeded();
        Assert.StartsWith("mount: ", Assert.Single(left));
    }

    [Fact]
    public void A_cgroup_that_is_left_is_found()
    {
        Container container = NewContainer();
        bool isUnified = File.Exists("/sys/fs/cgroup/cgroup.controllers");
        string parent = isUnified ? "/sys/fs/cgroup" : Directory.GetDirectories("/sys/fs/cgroup")[0];
        string cgroup = Directory.CreateDirectory($"{parent}/left-{container.Id}").FullName;
        IReadOnlyList<string> left = Leftovers.Of(container);
        Directory.Delete(cgroup);
        Assert.Equal($"cgroup: {cgroup}", Assert.Single(left));
    }

    [Fact]
    public void A_process_that_is_left_is_found()
    {
        Container container = NewContainer();
        using var process = new HostCommand("/", ["sh", "-c", "sleep 100; true", container.Id]);
        Assert.StartsWith($"process: {process.Pid} ", Assert.Single(Leftovers.Of(container)));
    }

    [Fact]
    public void State_that_is_left_is_found()
    {
        Container container = NewContainer();
        string state = Directory.CreateDirectory(container.StateRoot + "/left").FullName;
        IReadOnlyList<string> left = Leftovers.Of(container);
        Directory.Delete(state);
        Assert.Equal($"state: {state}", Assert.Single(left));
    }

    [Fact]
    public void Every_known_gap_names_a_test()
    {
        string[] names = [.. from type in typeof(HarnessTests).Assembly.GetTypes()
                             from method in type.GetMethods()
                             where method.GetCustomAttribute<FactAttribute>() is not null
                             select $"{type.Name}.{method.Name}"];
        string[] gaps = [.. KnownGaps.Tests.Select(test => test.Split('/')[0])];
        Assert.All(gaps, gap =>
            Assert.Contains(names, name => name == gap || name.StartsWith(gap + ".", StringComparison.Ordinal)));
    }
}
