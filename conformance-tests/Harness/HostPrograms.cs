using System.IO;

namespace Oci.Conformance.Harness;

/// <summary>Lends the host's programs to a container, for what busybox cannot do.</summary>
public static class HostPrograms
{
    /// <summary>Mount the host's /usr read-only over the container's.</summary>
    public static Container WithHostPrograms(this Container container)
    {
        foreach (string name in (string[])["lib", "lib64"])
        {
            if (Directory.Exists("/usr/" + name))
                File.CreateSymbolicLink(container.Inside("/" + name), "usr/" + name);
        }
        container.Config.Mount("/usr", "bind", "/usr", "bind", "ro");
        return container;
    }
}
