using System.Text;
using Oci.Runtime.Interop;

namespace Oci.Runtime.Preflight;

/// <summary>Asks the machine that we are on. Nothing is changed, and nothing is kept.</summary>
internal sealed class HostProbe : IHostProbe
{
    // modules.alias of a distribution's kernel has 1 to 2 MiB.
    private const int LargestFile = 16 << 20;

    // The path may be a fifo or a terminal.
    private const int Harmlessly = Files.ReadOnly | Files.NonBlocking | Files.NoControllingTerminal;

    public ulong EffectiveCapabilities => Processes.EffectiveCapabilities();

    public bool HasMountSetAttributes => KernelFeatures.HasMountSetAttributes();

    public FileStatus? Status(string path, out int errno) => Files.TryStatus(path, out errno);

    public int CannotExecute(string path) => Files.CannotExecute(path);

    public string? Read(string path)
    {
        using Fd? file = Files.TryOpen(path, Harmlessly, out _);
        if (file is null)
            return null;
        try
        {
            return Encoding.UTF8.GetString(Files.ReadAll(file, path, LargestFile));
        }
        catch (RuntimeFailure)
        {
            // A file that only some may read: then it says nothing to us.
            return null;
        }
    }

    public ulong? NamespaceType(string path, out int errno)
    {
        using Fd? file = Files.TryOpen(path, Harmlessly, out errno);
        return file is null ? null : Processes.NamespaceType(file);
    }

    public bool KnowsSeccompFlags(uint flags) => KernelFeatures.KnowsSeccompFlags(flags);
}
