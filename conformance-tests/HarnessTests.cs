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
        // It becomes three programs one after the other, and shows no command line at all between two of them.
        Patiently.Until("the process has its own command line", () =>
            File.ReadAllText($"/proc/{process.Pid}/cmdline").StartsWith("sh\0-c\0sleep", StringComparison.Ordinal));
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
    public void Every_known_gap_is_the_beginning_of_a_tests_name()
    {
        string[] names = [.. Tests().SelectMany(Rows)];
        Assert.All(KnownGaps.Keys, gap =>
            Assert.Contains(names, name => name.StartsWith(gap, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_requirement_names_tests_or_says_why_there_are_none()
    {
        string[] names = [.. Tests().Select(NameOf)];
        string[] classes = [.. Tests().Select(method => method.DeclaringType!.Name).Distinct()];
        IReadOnlyList<Requirement> requirements = Requirement.ReadAll();
        Assert.All(requirements, requirement =>
        {
            if (requirement.AwaitedClass is { } awaited)
                Assert.DoesNotContain(awaited, classes);
            else if (requirement.Tests.Length > 0)
                Assert.All(requirement.Tests, test => Assert.Contains(test, names));
            else
                Assert.Matches("^not (observable|kept): .", requirement.Column);
        });
        Assert.Distinct(requirements.Select(requirement => requirement.Id));
    }

    [Fact]
    public void Every_published_escape_has_tests_or_a_reason_why_there_are_none()
    {
        string[] tried = [.. Tests().SelectMany(test => test.GetCustomAttributes<CveAttribute>()).SelectMany(cve => cve.Ids).Distinct()];
        IReadOnlyList<Escape> escapes = Escape.ReadAll();
        Assert.Equal(escapes.Where(escape => escape.IsTested).Select(escape => escape.Cve).Order(), tried.Order());
        Assert.Distinct(escapes.Select(escape => escape.Cve));
    }

    private static IEnumerable<MethodInfo> Tests() => typeof(HarnessTests).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttribute<FactAttribute>() is not null);

    private static string NameOf(MethodInfo test) => $"{test.DeclaringType!.Name}.{test.Name}";

    /// <summary>A test's names as <see cref="KnownGaps"/> writes them, one for each row of a theory.</summary>
    private static IEnumerable<string> Rows(MethodInfo test)
    {
        object?[][] rows = [.. test.GetCustomAttributes<InlineDataAttribute>().Select(row => row.Data)];
        if (rows.Length == 0)
            return [NameOf(test)];
        // The strings that follow for a parameter array are one argument.
        int count = test.GetParameters().Length;
        return rows.Select(row => $"{NameOf(test)}/{string.Join(' ', row.Take(count))}");
    }
}
