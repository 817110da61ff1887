namespace Oci.Runtime.Interop;

/// <summary>Begins the command that this process runs anew, in the same process.</summary>
internal static unsafe class SelfExecution
{
    /// <summary>execveat(2) of another file with our own arguments and environment, byte by byte; returns only by throwing.</summary>
    public static void Execute(Fd program)
    {
        using var arguments = StringVector.OfTerminated(Files.ReadAll("/proc/self/cmdline"));
        using var environment = StringVector.OfTerminated(Files.ReadAll("/proc/self/environ"));
        byte empty = 0;
        _ = SystemCall.Invoke(
            SystemCall.ExecveAt, program.Value, (long)(&empty), (long)arguments.Pointer, (long)environment.Pointer, Files.AtEmptyPath);
        throw KernelFailure.Last("execute", "the copy of the runtime's program");
    }
}
