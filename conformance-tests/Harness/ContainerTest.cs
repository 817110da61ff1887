using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit.v3;

namespace Oci.Conformance.Harness;

/// <summary>A test with containers of its own. After it, nothing of them may be left on the host.</summary>
public abstract class ContainerTest : IDisposable
{
    private readonly Workspace _workspace;
    private readonly List<Container> _containers = [];
    private readonly List<string> _directories = [];

    protected ContainerTest(Workspace workspace)
    {
        _workspace = workspace;
        if (KnownGaps.Of(NameOfTest()) is { } reason)
            Assert.Skip($"known gap of {RuntimeUnderTest.Version}: {reason}");
    }

    /// <summary>A container that is configured, but not created yet.</summary>
    protected Container NewContainer()
    {
        var container = new Container(_workspace);
        _containers.Add(container);
        return container;
    }

    /// <summary>A directory on the host which goes with the test, and with it what the test mounts below it.</summary>
    protected string NewDirectory()
    {
        string directory = $"{_workspace.Directory}/{Guid.NewGuid():N}";
        _directories.Add(Directory.CreateDirectory(directory).FullName);
        return directory;
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        List<string> left = [];
        foreach (Container container in Enumerable.Reverse(_containers))
            left.AddRange(container.Destroy());
        foreach (string directory in _directories)
            RemoveTree(directory);
        Assert.True(left.Count == 0, "left on the host:\n" + string.Join('\n', left));
    }

    private static void RemoveTree(string directory)
    {
        IEnumerable<MountEntry> mounts = MountEntry.ParseAll(File.ReadAllText("/proc/self/mountinfo"));
        foreach (string path in mounts.Select(mount => mount.Destination).Reverse())
        {
            if (path.StartsWith(directory, StringComparison.Ordinal))
                HostCommand.Run("umount", "-l", path).Succeeded();
        }
        HostCommand.Run("rm", "-rf", "--one-file-system", directory).Succeeded();
    }

    private static string NameOfTest()
    {
        if (TestContext.Current.Test is not IXunitTest test)
            return "";
        string name = $"{test.TestCase.TestClassSimpleName}.{test.TestCase.TestMethodName}";
        return test.TestMethodArguments.Length == 0 ? name : $"{name}/{string.Join(' ', test.TestMethodArguments)}";
    }
}
