using System.CommandLine;
using System.IO;
using Oci.Cli.Parsing;
using Oci.Runtime;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Spec;

namespace Oci.Cli.Commands;

/// <summary><c>spec</c>: writes a configuration to start from.</summary>
internal sealed class SpecCommand : RuntimeCommand
{
    private const string FileName = "config.json";

    private readonly Option<string?> _bundle = Flags.Bundle();

    private readonly Option<bool> _rootless = Flags.Switch(
        "--rootless", "for a user without privileges, who becomes root in a user namespace");

    public SpecCommand()
        : base("spec", "write a config.json to start from")
    {
        Options.Add(_bundle);
        Options.Add(_rootless);
    }

    public override string Details =>
        """
        The container it describes runs a shell in the read-only root file system rootfs of the bundle.
        A config.json that exists is left alone.
        """;

    public override string Example => "ociruntime spec --bundle /srv/web";

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        var host = HostFacts.Probe();
        bool hasV2 = host.Cgroups.Kind == CgroupKind.Unified;
        ContainerSpec container = given.GetValue(_rootless)
            ? DefaultSpec.CreateRootless(host.Uid, host.Gid, hasV2)
            : DefaultSpec.Create(hasV2);
        WriteNew(Path.Join(Flags.ValueOf(given, _bundle), FileName), ConfigJson.Write(container));
        return 0;
    }

    private static void WriteNew(string path, byte[] content)
    {
        const uint ReadableAndWritable = 0x1B6; // rw-rw-rw-, less what the umask takes
        try
        {
            using Fd file = Files.Open(path, Files.WriteOnly | Files.Create | Files.Exclusive, ReadableAndWritable);
            Files.WriteAll(file, content, path);
        }
        catch (RuntimeFailure failure) when (failure.Errno == Errno.EEXIST)
        {
            throw new RuntimeFailure("write", path, $"File {FileName} exists. Remove it first")
            {
                Errno = Errno.EEXIST, Code = Oci.Runtime.FailureCode.Usage,
            };
        }
    }
}
