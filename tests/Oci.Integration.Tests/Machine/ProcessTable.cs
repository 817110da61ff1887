using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Oci.Integration.Tests.Machine;

/// <summary>What /proc says of the processes of our pid namespace. Any of them may end while it is read.</summary>
internal static class ProcessTable
{
    public static List<int> Processes() => Numbers("/proc");

    /// <summary>The name of a process that is there and not a zombie.</summary>
    public static string? NameOfLiving(int pid)
    {
        string stat = Read($"/proc/{pid}/stat");
        int end = stat.LastIndexOf(')');
        bool lives = end >= 0 && stat[end + 2] is not ('Z' or 'X');
        return lives ? stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end] : null;
    }

    /// <summary>The namespaces a process is in, such as <c>mnt:[4026531841]</c>.</summary>
    public static IEnumerable<string> Namespaces(int pid)
    {
        try
        {
            return [.. Directory.GetFiles($"/proc/{pid}/ns").Select(file => new FileInfo(file).LinkTarget ?? "")];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>A number in /proc/PID/status of a thread.</summary>
    public static int? Field(int thread, string name)
    {
        foreach (string line in Read($"/proc/{thread}/status").Split('\n'))
        {
            string[] parts = line.Split(':');
            if (parts[0] == name)
                return int.Parse(parts[1], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
        }
        return null;
    }

    public static List<int> ThreadsTracedBy(int tracer) =>
    [
        .. from process in Processes()
           from thread in Numbers($"/proc/{process}/task")
           where Field(thread, "TracerPid") == tracer
           select thread,
    ];

    private static List<int> Numbers(string directory)
    {
        var numbers = new List<int>();
        try
        {
            foreach (string path in Directory.EnumerateDirectories(directory))
            {
                if (int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                    numbers.Add(number);
            }
        }
        catch (IOException)
        {
            // The process has ended.
        }
        return numbers;
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
