using System;
using System.Text;
using Oci.Runtime;
using Oci.Runtime.Interop;

namespace Oci.Cli.Output;

/// <summary>The reader of our output has gone; there is nobody to tell.</summary>
internal sealed class OutputClosedException : Exception;

/// <summary>Results, by write(2): System.Console would start a thread and set up the terminal.</summary>
internal static class StandardOutput
{
    public static void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a document and the newline after it.</summary>
    public static void WriteLine(ReadOnlySpan<byte> document) => Write([.. document, (byte)'\n']);

    private static void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Files.WriteAll(StandardDescriptor.Output, bytes, "standard output");
        }
        catch (RuntimeFailure failure) when (failure.Errno == Errno.EPIPE)
        {
            throw new OutputClosedException();
        }
    }
}
