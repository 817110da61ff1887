using System.IO;

namespace Oci.Clients.Tests.Harness;

/// <summary>What an image is built of.</summary>
public static class Context
{
    /// <summary>A directory with a Dockerfile that runs a command as an ordinary user.</summary>
    public static string WithARun(string directory, string runtime)
    {
        string context = Directory.CreateDirectory(Path.Combine(directory, $"context-{runtime}")).FullName;
        File.WriteAllText(Path.Combine(context, "Dockerfile"), $"""
            FROM {ImageArchive.Name}
            USER 1000
            RUN echo "built by $(id -u)" >/tmp/by
            """);
        return context;
    }
}
