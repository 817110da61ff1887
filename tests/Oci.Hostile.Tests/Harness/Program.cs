using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;

namespace Oci.Hostile.Tests.Harness;

/// <summary>How a program ended, and what it took.</summary>
/// <param name="ExitCode">-1 when a signal ended it.</param>
/// <param name="Hung">It was still there after a patient wait, and was killed.</param>
internal sealed record ProgramEnd(int ExitCode, bool Hung, byte[] Output, byte[] Errors, long PeakKilobytes, TimeSpan Processor);

/// <summary>
/// Runs programs by way of a shell that exits at once: the kernel counts what a child took that was made by vfork(2) from
/// the size of its maker, which is this test program's.
/// </summary>
internal static unsafe partial class Program
{
    private const int Sigkill = 9;
    private const int MostOutput = 4 << 20;

    // $0 names the files of the streams. Nothing may follow the &: the shell would reap a child that has ended by then.
    private const string Script =
        """{ read -r pid rest </proc/self/stat; echo "$pid" >"$0.pid"; exec "$@" <"$0.in" >"$0.out" 2>"$0.err"; } &""";

    // OCI_PATIENCE says how many times slower than usual the machine is.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30 * double.Parse(
        Environment.GetEnvironmentVariable("OCI_PATIENCE") ?? "1", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Runs a program to its end.</summary>
    /// <param name="files">The beginning of the paths of its input, output and errors.</param>
    public static ProgramEnd Run(string files, byte[] input, params string[] command)
    {
        File.WriteAllBytes(files + ".in", input);
        File.Delete(files + ".pid");
        long start = Children.Now();
        int shell = Spawn(["/bin/sh", "-c", Script, files, .. command]);
        ChildEnd? opened = Children.Await(shell, start, Patience);
        if (opened is not { ExitCode: 0 })
            throw new IOException($"the shell that starts programs failed: {opened}");
        int pid = ReadPid(files + ".pid");
        ChildEnd? end = Children.Await(pid, start, Patience);
        bool hung = end is null;
        if (hung)
        {
            _ = Kill(pid, Sigkill);
            end = Children.Await(pid, start, 2 * Patience);
        }
        ChildEnd ended = end ?? throw new IOException($"process {pid} cannot be killed");
        return new(ended.ExitCode, hung, Read(files + ".out"), Read(files + ".err"), ended.PeakKilobytes, ended.Processor);
    }

    // It is written when the shell may have ended already.
    private static int ReadPid(string path)
    {
        while (true)
        {
            if (File.Exists(path) && File.ReadAllText(path) is [.., '\n'] number)
                return int.Parse(number, System.Globalization.CultureInfo.InvariantCulture);
            Thread.Sleep(1);
        }
    }

    private static byte[] Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] content = new byte[Math.Min(file.Length, MostOutput)];
        file.ReadExactly(content);
        return content;
    }

    /// <summary>posix_spawn(3) with all signals as a shell would leave them.</summary>
    private static int Spawn(string[] command)
    {
        const short SetMask = 8;
        const short SetDefaults = 4;
        byte* attributes = stackalloc byte[1024];
        byte* signals = stackalloc byte[128];
        Check(AttributesInit(attributes));
        _ = SignalsEmpty(signals);
        Check(AttributesSetMask(attributes, signals));
        _ = SignalsFill(signals);
        Check(AttributesSetDefaults(attributes, signals));
        Check(AttributesSetFlags(attributes, SetMask | SetDefaults));
        byte** words = Vector(command);
        byte** environment = Vector(["PATH=" + Environment.GetEnvironmentVariable("PATH"), "HOME=/root", "LC_ALL=C"]);
        Check(PosixSpawn(out int pid, words[0], null, attributes, words, environment));
        Free(words);
        Free(environment);
        return pid;
    }

    private static byte** Vector(string[] words)
    {
        var vector = (byte**)NativeMemory.AllocZeroed((nuint)(words.Length + 1), (nuint)sizeof(byte*));
        foreach ((int index, string word) in words.Index())
        {
            byte[] text = Encoding.UTF8.GetBytes(word);
            vector[index] = (byte*)NativeMemory.AllocZeroed((nuint)text.Length + 1);
            text.CopyTo(new Span<byte>(vector[index], text.Length));
        }
        return vector;
    }

    private static void Free(byte** vector)
    {
        for (byte** word = vector; *word is not null; word++)
            NativeMemory.Free(*word);
        NativeMemory.Free(vector);
    }

    private static void Check(int error)
    {
        if (error != 0)
            throw new IOException($"posix_spawn: error {error}");
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int PosixSpawn(out int pid, byte* path, void* actions, void* attributes, byte** words, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int AttributesSetFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int AttributesSetMask(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int AttributesSetDefaults(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int SignalsEmpty(void* signals);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    private static partial int SignalsFill(void* signals);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
