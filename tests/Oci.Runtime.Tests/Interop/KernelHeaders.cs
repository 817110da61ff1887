using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace Oci.Runtime.Tests.Interop;

/// <summary>The kernel's headers, asked through the C compiler of this machine.</summary>
internal static class KernelHeaders
{
    private const string Includes =
        """
        #include <asm/resource.h>
        #include <dirent.h>
        #include <errno.h>
        #include <linux/capability.h>
        #include <linux/ioprio.h>
        #include <linux/mempolicy.h>
        #include <linux/mount.h>
        #include <linux/openat2.h>
        #include <linux/personality.h>
        #include <linux/sched.h>
        #include <linux/sched/types.h>
        #include <linux/stat.h>
        #include <signal.h>
        #include <stddef.h>
        #include <sys/syscall.h>

        """;

    private static readonly string? Compiler = FindCompiler();

    /// <summary>Whether there is a C compiler with these headers.</summary>
    public static bool AreHere { get; } = Compiler is not null && Run("-fsyntax-only", Includes).ExitCode == 0;

    /// <summary>The macros that are plain numbers.</summary>
    public static IReadOnlyDictionary<string, long> Numbers => field ??= ReadNumbers();

    /// <summary>Compiles static assertions; empty when all hold, else what the compiler says.</summary>
    public static string CheckAssertions(IEnumerable<string> conditions)
    {
        IEnumerable<string> lines = conditions.Select(static condition => $"_Static_assert({condition}, \"\");\n");
        (int code, string _, string errors) = Run("-fsyntax-only", Includes + string.Concat(lines));
        return code == 0 ? "" : errors;
    }

    private static Dictionary<string, long> ReadNumbers()
    {
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string line in Run("-E -dM", Includes).Output.Split('\n'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 3 && TryParse(words[2], out long value))
                numbers[words[1]] = value;
        }
        return numbers;
    }

    private static bool TryParse(string text, out long value) => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? long.TryParse(text.AsSpan(2), System.Globalization.NumberStyles.HexNumber, null, out value)
        : long.TryParse(text, out value);

    private static string? FindCompiler()
    {
        string[] directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        IEnumerable<string> candidates = new[] { "gcc", "clang", "cc" }
            .SelectMany(_ => directories, static (name, directory) => $"{directory}/{name}");
        return candidates.FirstOrDefault(File.Exists);
    }

    private static (int ExitCode, string Output, string Errors) Run(string options, string source)
    {
        var start = new ProcessStartInfo(Compiler!, $"-D_GNU_SOURCE -x c {options} -")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(source);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
