namespace Oci.Runtime.Interop;

/// <summary>How a process ended: with an exit code, or by a signal.</summary>
internal readonly record struct ProcessEnd(bool BySignal, int Number)
{
    /// <summary>Of the kernel's encoding (wait(2)).</summary>
    public static ProcessEnd OfStatus(int status) =>
        (status & 0x7f) == 0 ? new ProcessEnd(false, (status >> 8) & 0xff) : new ProcessEnd(true, status & 0x7f);

    public bool IsSuccess => !BySignal && Number == 0;

    /// <summary>As a shell has it: 128 + N when signal N ended it.</summary>
    public int ExitCode => BySignal ? 128 + Number : Number;

    public string Describe() => BySignal ? $"it was killed by signal {Number}" : $"it ended with exit code {Number}";
}
