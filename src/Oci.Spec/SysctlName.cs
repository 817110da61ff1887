using System;

namespace Oci.Spec;

/// <summary>The names of kernel parameters, as sysctl(8) takes them.</summary>
internal static class SysctlName
{
    /// <summary>
    /// The path below <c>/proc/sys</c>. The first separator decides which of dot and slash separates; the other is part
    /// of a name: <c>net.ipv4.conf.eth0/1.forwarding</c> is <c>net/ipv4/conf/eth0.1/forwarding</c>.
    /// </summary>
    public static string PathOf(string name)
    {
        int first = name.AsSpan().IndexOfAny('.', '/');
        if (first < 0 || name[first] == '/')
            return name;
        return string.Create(name.Length, name, static (path, text) =>
        {
            for (int i = 0; i < text.Length; i++)
                path[i] = text[i] switch { '.' => '/', '/' => '.', char other => other };
        });
    }

    /// <summary>The path stays below <c>/proc/sys</c>, and there is one way to write it.</summary>
    internal static bool IsPlainPath(string path)
    {
        foreach (Range range in path.AsSpan().Split('/'))
        {
            if (path.AsSpan(range) is "" or "." or "..")
                return false;
        }
        return true;
    }
}
