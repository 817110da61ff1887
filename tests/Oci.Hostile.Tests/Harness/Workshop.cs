using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Oci.Hostile.Tests.Harness;

/// <summary>Tries a list of inputs, two at a time, and names those that the runtime did not answer as it should.</summary>
internal sealed class Workshop : IDisposable
{
    private const int AtOnce = 2;
    private static int _count;
    private LiveContainer? _live;
    private object? _making = new();
    private bool _isLive;

    public Workshop()
    {
        Assert.True(
            Environment.GetEnvironmentVariable("OCI_ISOLATED") == "1",
            "these tests start containers as root: run them by conformance-tests/run-isolated.sh");
        Name = $"{Environment.ProcessId}x{Interlocked.Increment(ref _count)}";
        Directory = System.IO.Directory.CreateTempSubdirectory("oci-hostile-").FullName;
        SharedRootfs = Directory + "/rootfs";
        foreach (string name in (string[])["bin", "dev", "etc", "proc", "sys", "tmp"])
            System.IO.Directory.CreateDirectory($"{SharedRootfs}/{name}");
        File.Copy(Find("busybox"), SharedRootfs + "/bin/busybox");
        foreach (string name in (string[])["true", "sleep", "sh"])
            File.CreateSymbolicLink($"{SharedRootfs}/bin/{name}", "busybox");
    }

    public string Name { get; }

    /// <summary>What the ids of all its containers begin with.</summary>
    public string Marker => $"h{Name}-";

    public string Directory { get; }

    public string SharedRootfs { get; }

    /// <summary>The runtime under test.</summary>
    public static string Runtime { get; } = FindRuntime();

    /// <summary>Tries all inputs, tells how many there were, and fails with a line for each that went wrong.</summary>
    public void Try(string kind, IEnumerable<HostileInput> inputs, ITestOutputHelper output)
    {
        HostileInput[] all = [.. inputs];
        var failures = new ConcurrentQueue<string>();
        Parallel.ForEach(all.Index(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, item =>
        {
            foreach (string failure in Try(item.Item, item.Index))
                failures.Enqueue($"{item.Item.Name}: {failure}");
        });
        foreach (string breach in _live?.End() ?? [])
            failures.Enqueue(breach);
        foreach (string left in AwaitNothingLeft())
            failures.Enqueue($"left behind: {left}: it was {InputOf(left, all)}");
        output.WriteLine($"{all.Length} inputs of kind '{kind}', {failures.Count} failures");
        Assert.True(failures.IsEmpty, $"{failures.Count} failures of kind '{kind}':\n{string.Join('\n', failures.Order())}");
    }

    /// <summary>A container that goes on, for the commands that need one.</summary>
    public LiveContainer Live => LazyInitializer.EnsureInitialized(ref _live, ref _isLive, ref _making, () => new LiveContainer(this))!;

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private List<string> Try(HostileInput input, int number)
    {
        var scene = new Scene(this, number);
        string files = scene.Home + "/run";
        input.Arrange(scene);
        scene.Write();
        ProgramEnd end = Program.Run(files, System.Text.Encoding.UTF8.GetBytes(scene.Input), [Runtime, .. scene.CommandLine]);
        List<string> failures = [.. Verdict.Of(input, end)];
        if (end.ExitCode == 0 || input.LeavesState)
            failures.AddRange(Delete(scene, mayWarn: input.LeavesState));
        if (System.IO.Directory.Exists(scene.StateRoot))
        {
            failures.AddRange(System.IO.Directory.EnumerateFileSystemEntries(scene.StateRoot)
                .Where(static path => Path.GetFileName(path) != ".seccomp-cache").Select(static path => "left behind: " + path));
        }
        if (string.Join(' ', System.IO.Directory.GetFileSystemEntries(scene.Outside)) != scene.Outside + "/file"
            || File.ReadAllText(scene.Outside + "/file") != "untouched")
            failures.Add("what is outside of the container has changed");
        if (failures.Count > 0)
            failures[^1] += $"\n    stderr: {Excerpt(end.Errors)}\n    stdout: {Excerpt(end.Output)}";
        else
            System.IO.Directory.Delete(scene.Home, recursive: true);
        return failures;
    }

    private static IEnumerable<string> Delete(Scene scene, bool mayWarn)
    {
        ProgramEnd end = Program.Run(scene.Home + "/delete", [], Runtime, "--root", scene.StateRoot, "delete", "--force", scene.Id);
        if (end.Hung || end.ExitCode != 0 || (end.Errors.Length > 0 && !mayWarn))
            yield return $"delete --force: exit code {end.ExitCode}, {Excerpt(end.Errors)}";
    }

    private static string Excerpt(byte[] text)
    {
        string whole = System.Text.Encoding.UTF8.GetString(text).TrimEnd('\n').Replace("\n", "\n            ");
        return whole.Length > 600 ? whole[..600] + "…" : whole;
    }

    // A process that is dying may take a moment.
    private List<string> AwaitNothingLeft()
    {
        List<string> left = [.. Leftovers.Of(this)];
        for (int attempt = 0; attempt < 100 && left.Count > 0; attempt++)
        {
            Thread.Sleep(50);
            left = [.. Leftovers.Of(this)];
        }
        return left;
    }

    private string InputOf(string left, HostileInput[] all)
    {
        string digits = string.Concat(left[(left.LastIndexOf(Marker,
            StringComparison.Ordinal) + Marker.Length)..].TakeWhile(char.IsAsciiDigit));
        return int.TryParse(digits, out int number) && number < all.Length ? all[number].Name : "one of these";
    }

    private static string Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(directory => $"{directory}/{program}").First(File.Exists);

    private static string FindRuntime()
    {
        if (Environment.GetEnvironmentVariable("OCI_RUNTIME") is { Length: > 0 } chosen)
            return Path.GetFullPath(chosen);
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "oci-runtime.sln")))
            directory = Path.GetDirectoryName(directory);
        return Path.Combine(directory ?? "/", "artifacts", "ociruntime");
    }
}
