using System;
using System.IO;

[assembly: AssemblyFixture(typeof(Oci.Conformance.Harness.Workspace))]

namespace Oci.Conformance.Harness;

/// <summary>
/// The directory of a test run: one root file system as a template, and a folder for every container.
/// </summary>
public sealed class Workspace : IDisposable
{
    private readonly string _template;

    public Workspace()
    {
        if (Environment.GetEnvironmentVariable("OCI_ISOLATED") != "1")
            throw new InvalidOperationException("these tests start containers as root: run them by run-isolated.sh");
        Directory = System.IO.Directory.CreateTempSubdirectory("oci-conformance-").FullName;
        // Users of other ids must reach the bundles.
        File.SetUnixFileMode(Directory, (UnixFileMode)0b111_101_101);
        _template = Path.Combine(Directory, "template");
        BuildTemplate();
    }

    /// <summary>Where everything lives.</summary>
    public string Directory { get; }

    /// <summary>Fill a root file system: static busybox under all its names, and the usual empty directories.</summary>
    public void CopyRootfsTo(string rootfs) => HostCommand.Run("cp", "-al", _template, rootfs).Succeeded();

    public void Dispose() => HostCommand.Run("rm", "-rf", "--one-file-system", Directory).Succeeded();

    private void BuildTemplate()
    {
        HostCommand.Shell($"""
            mkdir -p '{_template}' && cd '{_template}'
            mkdir bin dev etc home proc root run sbin sys tmp usr var usr/bin
            chmod 1777 tmp
            cp "$(command -v busybox)" bin/busybox
            echo 'root:x:0:0:root:/root:/bin/sh' >etc/passwd
            echo 'someone:x:1000:1000:Someone:/home/someone:/bin/sh' >>etc/passwd
            """);
        foreach (string name in HostCommand.Run(Path.Combine(_template, "bin/busybox"), "--list").Lines)
        {
            if (name != "busybox")
                File.CreateSymbolicLink(Path.Combine(_template, "bin", name), "busybox");
        }
    }
}
