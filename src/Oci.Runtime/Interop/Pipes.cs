namespace Oci.Runtime.Interop;

/// <summary>Pipes (pipe(7)).</summary>
internal static unsafe class Pipes
{
    public static (Fd Reader, Fd Writer) Make()
    {
        int* ends = stackalloc int[2];
        if (SystemCall.Invoke(SystemCall.Pipe2, (long)ends, Files.CloseOnExec) != 0)
            throw KernelFailure.Last("make pipe", null);
        return (new Fd(ends[0]), new Fd(ends[1]));
    }
}
