namespace Oci.Runtime.Interop;

/// <summary>Runs a program of the host for what it prints.</summary>
internal static class ProgramOutput
{
    private const int Largest = 64 << 20;

    /// <summary>Its exit code, and its standard output and error together.</summary>
    public static (int Code, byte[] Output) Of(string path, string[] arguments, string[] environment)
    {
        using Fd nothing = Files.Open("/dev/null", Files.ReadOnly);
        (Fd reader, Fd writer) = Pipes.Make();
        using (reader)
        {
            int pid;
            using (writer)
            {
                pid = HostProgram.Start(
                    new ProgramStart(path, arguments, environment) { Input = nothing, Output = writer, Errors = writer });
            }
            using Fd process = Processes.TryOpen(pid)
                ?? throw new RuntimeFailure("run", path, "it could not be watched");
            byte[] output = [];
            HostProgram.OrKill(process, () => output = Files.ReadAll(reader, $"the output of {path}", Largest));
            return (Processes.WaitForChild(process), output);
        }
    }
}
