namespace Oci.Runtime.Interop;

/// <summary>Descriptors 0 to 2 of the runtime itself.</summary>
internal static class StandardStreams
{
    /// <summary>
    /// Opens /dev/null where the caller left one closed, or the next file we open would become a standard stream.
    /// </summary>
    public static void EnsureOpen()
    {
        for (int stream = 0; stream <= 2; stream++)
        {
            if (Files.IsOpen(stream))
                continue;
            // The lowest free number is taken, which is this stream's; it is left open on purpose.
            Fd file = Files.Open("/dev/null", Files.ReadWrite);
            _ = Tmds.Linux.LibC.dup2(file.Value, stream);
            ClearCloseOnExec(stream);
        }
    }

    private static void ClearCloseOnExec(int descriptor)
    {
        const int SetDescriptorFlags = 2;
        _ = Tmds.Linux.LibC.fcntl(descriptor, SetDescriptorFlags, 0);
    }
}
