using System;
using System.Collections.Generic;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Runtime.Seccomp;

namespace Oci.Runtime.State;

/// <summary>
/// The state of one container on disk: <c>ROOT/ID/</c> with its record and the socket that <c>start</c>
/// connects to. Every access is by descriptor below the open root.
/// </summary>
internal sealed class StateDirectory : IDisposable
{
    public const string StartSocket = "start.sock";
    private const string StartingMark = "starting";
    private const string TracerMark = "tracer";

    /// <summary>The directory on which a container without a mount namespace has its mounts.</summary>
    public const string MountPoint = "mounts";

    /// <summary>The directory that the container finds the socket in on which it reports its readiness.</summary>
    public const string NotifyDirectory = "notify";
    private const string RecordFile = "record.json";
    private const string ConfigFile = "config.json";
    private const string EndFile = "end.json";
    private const string NewEndFile = "end.json.new";
    private const string NewRecordFile = "record.json.new";
    private const uint OwnerOnlyDirectory = 0x1C0;
    private const uint OwnerOnlyFile = 0x180;
    private const uint SearchableDirectory = 0x1ED;

    private readonly Fd _root;
    private readonly string _rootPath;
    private readonly string _id;

    private StateDirectory(Fd root, string rootPath, string id, Fd directory)
    {
        (_root, _rootPath, _id, Directory) = (root, rootPath, id, directory);
    }

    public Fd Directory { get; }

    public string Path => $"{_rootPath}/{_id}";

    /// <summary>
    /// Makes the directory of a new container; exactly one of several callers with the same id succeeds.
    /// </summary>
    public static StateDirectory Reserve(string rootPath, string id)
    {
        ContainerId.Check(id);
        Fd root = OpenOrMakeRoot(rootPath);
        try
        {
            if (!Files.MakeDirectory(root.Value, id, OwnerOnlyDirectory, $"{rootPath}/{id}"))
                throw new RuntimeFailure("create container", id, "container with given ID already exists")
                {
                    Code = FailureCode.ContainerExists,
                };
            return new StateDirectory(root, rootPath, id, OpenOrRemove(root, id));
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    private static Fd OpenOrRemove(Fd root, string id)
    {
        Fd? directory = Files.TryOpenAt(root.Value, id, Files.ReadOnly | Files.Directory | Files.NoFollow, 0, out int errno);
        if (directory is not null)
            return directory;
        _ = Files.TryRemove(root.Value, id, isDirectory: true);
        throw KernelFailure.Of(errno, "open the state of container", id);
    }

    /// <summary>Opens the directory of an existing container, or null.</summary>
    public static StateDirectory? TryOpen(string rootPath, string id)
    {
        ContainerId.Check(id);
        Fd? root = Files.TryOpen(rootPath, Files.ReadOnly | Files.Directory, out int errno);
        if (root is null)
            return errno == Errno.ENOENT ? null : throw KernelFailure.Of(errno, "open the state root", rootPath);
        Fd? directory = Files.TryOpenAt(root.Value, id, Files.ReadOnly | Files.Directory | Files.NoFollow, 0, out errno);
        if (directory is not null)
            return new StateDirectory(root, rootPath, id, directory);
        root.Dispose();
        return errno == Errno.ENOENT ? null : throw KernelFailure.Of(errno, "open the state of container", id);
    }

    /// <summary>Opens the directory of a container that must exist.</summary>
    public static StateDirectory Open(string rootPath, string id) =>
        TryOpen(rootPath, id) ?? throw DoesNotExist(id);

    public static RuntimeFailure DoesNotExist(string id) =>
        new("find container", id, "container does not exist")
        {
            Errno = Errno.ENOENT, Code = FailureCode.ContainerNotFound,
        };

    /// <summary>The ids of all containers; names that cannot be ids are passed to <paramref name="stray"/>.</summary>
    public static List<string> Ids(string rootPath, Action<string> stray)
    {
        using Fd? root = Files.TryOpen(rootPath, Files.ReadOnly | Files.Directory, out int errno);
        if (root is null)
            return errno == Errno.ENOENT ? [] : throw KernelFailure.Of(errno, "open the state root", rootPath);
        var ids = new List<string>();
        foreach (string name in Files.Names(root, rootPath))
        {
            if (name == FilterCache.DirectoryName)
                continue;
            bool isContainer = ContainerId.IsValid(name)
                && Files.TryStatusAt(root.Value, name, out _) is { IsDirectory: true };
            if (isContainer)
                ids.Add(name);
            else
                stray(name);
        }
        ids.Sort(StringComparer.Ordinal);
        return ids;
    }

    // Made with its mode at once: a umask can only take rights away from 0700.
    private static Fd OpenOrMakeRoot(string path)
    {
        Fd? root = Files.TryOpen(path, Files.ReadOnly | Files.Directory, out int errno);
        if (root is not null)
            return root;
        if (errno != Errno.ENOENT)
            throw KernelFailure.Of(errno, "open the state root", path);
        for (int slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
            Files.MakeDirectory(Fd.WorkingDirectory, path[..slash], OwnerOnlyDirectory);
        Files.MakeDirectory(Fd.WorkingDirectory, path, OwnerOnlyDirectory);
        return Files.Open(path, Files.ReadOnly | Files.Directory);
    }

    /// <summary>
    /// Serialises start and delete of one container; held until this object is disposed. False when another one has
    /// removed the container meanwhile.
    /// </summary>
    /// <remarks>The directory itself is locked: a file to lock would be one more that removal races with.</remarks>
    public bool TryLock()
    {
        Files.Lock(Directory, Path);
        return IsThere();
    }

    /// <summary>Replaces the record in one step: a reader or a crash sees the old one or the new one.</summary>
    public void Write(ContainerRecord record)
    {
        using (Fd file = CreateOwn(NewRecordFile))
        {
            Files.WriteAll(file, record.ToJson(), $"{Path}/{NewRecordFile}");
            Files.Flush(file, $"{Path}/{NewRecordFile}");
        }
        Files.Rename(Directory.Value, NewRecordFile, RecordFile);
    }

    /// <summary>The record, or null when the maker has not written one yet.</summary>
    public ContainerRecord? TryRead() =>
        TryReadText() is { } text ? ContainerRecord.FromJson(text, $"{Path}/{RecordFile}") : null;

    /// <summary>What is left of a record that cannot be read as a whole.</summary>
    public ContainerRecord? TryReadRemains()
    {
        try
        {
            return TryReadText() is { } text ? RecordRemains.Read(text) : null;
        }
        catch (RuntimeFailure)
        {
            return null;
        }
    }

    private byte[]? TryReadText()
    {
        using Fd? file = TryOpenOwn(RecordFile, out int errno);
        if (file is null)
            return errno == Errno.ENOENT ? null : throw KernelFailure.Of(errno, "open", $"{Path}/{RecordFile}");
        return Files.ReadAll(file, $"{Path}/{RecordFile}");
    }

    // Does not wait either: a fifo without a reader is refused (ENXIO).
    private Fd CreateOwn(string name) => Files.OpenAt(
        Directory.Value, name, Files.WriteOnly | Files.Create | Files.Truncate | Files.NoFollow | Files.NonBlocking, OwnerOnlyFile);

    // What we have written is a regular file. To open anything else might wait, or never end.
    private Fd? TryOpenOwn(string name, out int errno)
    {
        Fd? file = Files.TryOpenAt(Directory.Value, name, Files.ReadOnly | Files.NoFollow | Files.NonBlocking, 0, out errno);
        if (file is null && Errno.SaysNothing(errno))
            throw KernelFailure.Of(errno, "open", $"{Path}/{name}");
        if (file is null || Files.Status(file, $"{Path}/{name}").IsRegular)
            return file;
        file.Dispose();
        throw new RuntimeFailure("read", $"{Path}/{name}", "is not a regular file");
    }

    /// <summary>Keeps the configuration as it was when the container was made; the bundle's may change later.</summary>
    public void KeepConfig(ReadOnlySpan<byte> config)
    {
        using Fd file = CreateOwn(ConfigFile);
        Files.WriteAll(file, config, ConfigPath);
    }

    /// <summary>Keeps how the process ended, unless that is known already.</summary>
    public void WriteEnd(KeptEnd end)
    {
        if (ReadEnd() is not null)
            return;
        using (Fd file = CreateOwn(NewEndFile))
            Files.WriteAll(file, end.ToJson(), $"{Path}/{NewEndFile}");
        Files.Rename(Directory.Value, NewEndFile, EndFile);
    }

    /// <summary>How the process ended; null while that is not known.</summary>
    public KeptEnd? ReadEnd()
    {
        using Fd? file = TryOpenOwn(EndFile, out _);
        return file is null ? null : KeptEnd.TryParse(Files.ReadAll(file, $"{Path}/{EndFile}"));
    }

    /// <summary>The path of the configuration that was kept.</summary>
    public string ConfigPath => $"{Path}/{ConfigFile}";

    /// <summary>The configuration that the container was made from.</summary>
    public byte[] ReadConfig()
    {
        using Fd? file = TryOpenOwn(ConfigFile, out int errno);
        return file is null
            ? throw KernelFailure.Of(errno, "open", ConfigPath, "it is kept when the container is created")
            : Files.ReadAll(file, ConfigPath);
    }

    /// <summary>Gives up the lock, so that hooks may use any command on the container.</summary>
    public void Unlock() => Files.Unlock(Directory, Path);

    /// <summary>Whether this is still the directory of the container, which nobody has removed.</summary>
    public bool IsThere() => Files.StatusIfThere(_root.Value, _id, Path) is { } status
        && status.IsSameFileAs(Files.Status(Directory, Path));

    /// <summary>
    /// Whether init runs the startContainer hooks, or is about to: it has been started, and counts as created.
    /// </summary>
    public bool IsStarting => Files.StatusIfThere(Directory.Value, StartingMark, $"{Path}/{StartingMark}") is not null;

    /// <summary>Marks it so, for <c>run</c>.</summary>
    public void BeginStart() => CreateOwn(StartingMark).Dispose();

    /// <summary>Marks it so, and takes the socket away from other starters.</summary>
    public void TakeStart() => Files.Rename(Directory.Value, StartSocket, StartingMark);

    /// <summary>From here on the container counts as running.</summary>
    public void EndStart()
    {
        int errno = Files.TryRemove(Directory.Value, StartingMark, isDirectory: false);
        if (errno != 0)
            throw KernelFailure.Of(errno, "remove", $"{Path}/{StartingMark}");
    }

    /// <summary>Whether a process has been put into the container that may trace others, beyond what its configuration says.</summary>
    public bool HasTracer => Files.StatusIfThere(Directory.Value, TracerMark, $"{Path}/{TracerMark}") is not null;

    /// <summary>Marks it so, for good: what that process has started may outlive it.</summary>
    public void NoteTracer() => CreateOwn(TracerMark).Dispose();

    public bool HasStartSocket => Files.StatusIfThere(Directory.Value, StartSocket, $"{Path}/{StartSocket}") is not null;

    /// <summary>Whoever the container's process is, it can reach the socket; on the host the directory above keeps all out.</summary>
    public void MakeNotifyDirectory()
    {
        Files.MakeDirectory(Directory.Value, NotifyDirectory, SearchableDirectory, $"{Path}/{NotifyDirectory}");
        using Fd directory = OpenNotifyDirectory()!;
        // Whatever the umask is.
        Files.ChangeMode(directory, SearchableDirectory, $"{Path}/{NotifyDirectory}");
    }

    /// <summary>Null when the container was made without one.</summary>
    public Fd? OpenNotifyDirectory()
    {
        Fd? directory = Files.TryOpenAt(
            Directory.Value, NotifyDirectory, Files.PathOnly | Files.Directory | Files.NoFollow, 0, out int errno);
        return directory is not null || errno == Errno.ENOENT
            ? directory : throw KernelFailure.Of(errno, "open", $"{Path}/{NotifyDirectory}");
    }

    /// <summary>Removes the directory with all that it may hold.</summary>
    public void Remove()
    {
        // A create that is deleted meanwhile may still write into it, a few times, until it meets what is missing.
        const int Tries = 20;
        int errno = Empty(Directory);
        for (int tries = 1; errno == Errno.ENOTEMPTY && tries < Tries; tries++)
        {
            // Opened again: what has been listed once is not listed a second time.
            using Fd again = Files.OpenAt(Directory.Value, ".", Files.ReadOnly | Files.Directory);
            errno = Empty(again);
        }
        if (errno is not (0 or Errno.ENOENT))
            throw KernelFailure.Of(errno, "remove", Path);
    }

    /// <returns>Why the directory itself could not be removed then.</returns>
    private int Empty(Fd directory)
    {
        if (TryList(directory) is not { } names)
            return Errno.ENOENT;
        // Last: as long as anything cannot go, the record must stay, which says what else there is of the container.
        if (names.Remove(RecordFile))
            names.Add(RecordFile);
        foreach (string name in names)
        {
            int errno = DirectoryTree.TryRemove(Directory, name);
            if (errno is not (0 or Errno.ENOENT))
            {
                string? hint = errno == Errno.EBUSY ? "something else is mounted there; unmount it, and delete again" : null;
                throw KernelFailure.Of(errno, "remove", $"{Path}/{name}", hint);
            }
        }
        return Files.TryRemove(_root.Value, _id, isDirectory: true);
    }

    // Null when somebody else has removed the directory.
    private List<string>? TryList(Fd directory)
    {
        try
        {
            return Files.Names(directory, Path);
        }
        catch (RuntimeFailure failure) when (failure.Errno == Errno.ENOENT)
        {
            return null;
        }
    }

    public void Dispose()
    {
        Directory.Dispose();
        _root.Dispose();
    }
}
