using System;
using System.Collections.Generic;
using System.Text;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Stats;

/// <summary>The files of a container's cgroup that statistics are read from.</summary>
internal abstract class StatFiles
{
    /// <summary>The content of a file; null when the kernel, or the cgroup, has none of this name.</summary>
    public abstract string? TryRead(string controller, string file);

    /// <summary>The names of all files.</summary>
    public abstract IReadOnlyList<string> Names(string controller);

    public string Read(string controller, string file) => TryRead(controller, file) ?? "";

    public ulong Number(string controller, string file) => StatText.Number(Read(controller, file));

    /// <summary>The sizes of huge pages, such as <c>2MB</c>, by a file that each has.</summary>
    public IEnumerable<string> PageSizes(string ending)
    {
        const string Beginning = "hugetlb.";
        foreach (string name in Names("hugetlb"))
        {
            bool isOne = name.StartsWith(Beginning, StringComparison.Ordinal) && name.EndsWith(ending, StringComparison.Ordinal);
            // Reservations are counted apart, under names with one more dot.
            if (isOne && name[Beginning.Length..^ending.Length] is var size && !size.Contains('.', StringComparison.Ordinal))
                yield return size;
        }
    }
}

/// <summary>Those of a container that is there.</summary>
internal sealed class ContainerStatFiles(ContainerCgroups cgroups) : StatFiles
{
    public override string? TryRead(string controller, string file)
    {
        if (cgroups.DirectoryOf(controller) is not { } directory)
            return null;
        string path = $"{directory}/{file}";
        using Fd? open = Files.TryOpen(path, Files.ReadOnly, out _);
        if (open is null)
            return null;
        try
        {
            return Encoding.UTF8.GetString(Files.ReadAll(open, path));
        }
        catch (RuntimeFailure failure) when (failure.Errno is Errno.ENODEV or Errno.EOPNOTSUPP)
        {
            // The cgroup was removed meanwhile, or pressure is not measured (psi=0).
            return null;
        }
    }

    public override IReadOnlyList<string> Names(string controller)
    {
        if (cgroups.DirectoryOf(controller) is not { } path)
            return [];
        using Fd? directory = Files.TryOpen(path, Files.ReadOnly | Files.Directory, out _);
        return directory is null ? [] : Files.Names(directory, path);
    }
}
