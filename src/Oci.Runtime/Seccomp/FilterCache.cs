using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Oci.Runtime.Interop;

namespace Oci.Runtime.Seccomp;

/// <summary>Compiled filters on disk: <c>ROOT/.seccomp-cache/HASH</c>. A name with a dot in front is no container id.</summary>
/// <remarks>
/// A filter from here guards containers, so nothing is believed: the directory and the file must be ours alone, and
/// regular; the content must tell the key that is looked for, its own length and its own hash, and be a program that
/// the kernel would take. Whatever is wrong, the profile is compiled; the cache never makes anything fail.
/// </remarks>
internal static class FilterCache
{
    public const string DirectoryName = ".seccomp-cache";
    public const int MostEntries = 64;

    private const uint OwnerOnlyDirectory = 0x1C0;
    private const uint OwnerOnlyFile = 0x180;
    private const uint Permissions = 0xFFF;

    private static ReadOnlySpan<byte> Magic => "ocifilt1"u8;

    // magic, key, length; then the program, then the hash of all before it.
    private const int HeaderSize = 8 + Sha256.Size + sizeof(int);
    private const int LargestEntry = HeaderSize + (FilterMachine.MostInstructions * FilterInstruction.Size) + Sha256.Size;

    /// <summary>The program that was compiled for a key, or null.</summary>
    public static byte[]? TryRead(string stateRoot, ReadOnlySpan<byte> key)
    {
        try
        {
            using Fd? directory = TryOpenDirectory(stateRoot);
            string name = NameOf(key);
            using Fd? file = directory is null ? null : Files.TryOpenAt(
                directory.Value, name, Files.ReadOnly | Files.NoFollow | Files.NonBlocking | Files.NoControllingTerminal, 0, out _);
            if (file is null)
                return null;
            FileStatus status = Files.Status(file, name);
            bool isOurs = status.IsRegular && IsOwnersOnly(status, OwnerOnlyFile) && status.Size <= LargestEntry;
            return isOurs ? Unpack(Files.ReadAll(file, name, LargestEntry), key) : null;
        }
        catch (RuntimeFailure failure)
        {
            Diagnostics.Debug?.Invoke($"seccomp cache: {failure.Message}");
            return null;
        }
    }

    /// <summary>Keeps a program for its key, if it can be kept.</summary>
    public static void Store(string stateRoot, ReadOnlySpan<byte> key, ReadOnlySpan<byte> program)
    {
        try
        {
            using Fd? directory = MakeDirectory(stateRoot);
            if (directory is not null)
                Store(directory, NameOf(key), Pack(key, program));
        }
        catch (RuntimeFailure failure)
        {
            Diagnostics.Debug?.Invoke($"seccomp cache: {failure.Message}");
        }
    }

    private static void Store(Fd directory, string name, ReadOnlySpan<byte> entry)
    {
        List<string> names = Files.Names(directory, DirectoryName);
        if (names.Count >= MostEntries)
            names.ForEach(old => Files.TryRemove(directory.Value, old, isDirectory: false));
        // Complete under its name or not there; of two writers both have the same content.
        string temporary = $"new.{Processes.OwnId}";
        _ = Files.TryRemove(directory.Value, temporary, isDirectory: false);
        try
        {
            using (Fd file = Files.OpenAt(
                directory.Value, temporary, Files.WriteOnly | Files.Create | Files.Exclusive | Files.NoFollow, OwnerOnlyFile))
                Files.WriteAll(file, entry, temporary);
            Files.Rename(directory.Value, temporary, name);
        }
        catch
        {
            _ = Files.TryRemove(directory.Value, temporary, isDirectory: false);
            throw;
        }
    }

    private static Fd? MakeDirectory(string stateRoot)
    {
        if (TryOpenDirectory(stateRoot) is { } found)
            return found;
        using Fd? root = Files.TryOpen(stateRoot, Files.ReadOnly | Files.Directory, out _);
        if (root is null || !Files.MakeDirectory(root.Value, DirectoryName, OwnerOnlyDirectory))
            return null;
        return TryOpenDirectory(stateRoot);
    }

    private static Fd? TryOpenDirectory(string stateRoot)
    {
        using Fd? root = Files.TryOpen(stateRoot, Files.ReadOnly | Files.Directory, out _);
        Fd? directory = root is null ? null : Files.TryOpenAt(
            root.Value, DirectoryName, Files.ReadOnly | Files.Directory | Files.NoFollow, 0, out _);
        if (directory is null || IsOwnersOnly(Files.Status(directory, DirectoryName), OwnerOnlyDirectory))
            return directory;
        directory.Dispose();
        return null;
    }

    private static bool IsOwnersOnly(FileStatus status, uint mode) =>
        status.Uid == Processes.EffectiveUserId && (status.Mode & Permissions) == mode;

    private static string NameOf(ReadOnlySpan<byte> key) => Convert.ToHexStringLower(key);

    private static byte[] Pack(ReadOnlySpan<byte> key, ReadOnlySpan<byte> program)
    {
        var entry = new byte[HeaderSize + program.Length + Sha256.Size];
        Magic.CopyTo(entry);
        key.CopyTo(entry.AsSpan(Magic.Length));
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(HeaderSize - sizeof(int)), program.Length);
        program.CopyTo(entry.AsSpan(HeaderSize));
        Sha256.Hash(entry.AsSpan(0, entry.Length - Sha256.Size)).CopyTo(entry, entry.Length - Sha256.Size);
        return entry;
    }

    private static byte[]? Unpack(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> key)
    {
        if (entry.Length < HeaderSize + Sha256.Size || !entry.StartsWith(Magic) || !entry[Magic.Length..].StartsWith(key))
            return null;
        ReadOnlySpan<byte> program = entry[HeaderSize..^Sha256.Size];
        bool isWhole = BinaryPrimitives.ReadInt32LittleEndian(entry[(HeaderSize - sizeof(int))..]) == program.Length
            && program.Length % FilterInstruction.Size == 0
            && Sha256.Hash(entry[..^Sha256.Size]).AsSpan().SequenceEqual(entry[^Sha256.Size..]);
        return isWhole && FilterMachine.IsSane(MemoryMarshal.Cast<byte, FilterInstruction>(program)) ? program.ToArray() : null;
    }
}
