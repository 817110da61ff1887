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
    public static void Write(string text)
    {
        try
        {
            Files.WriteAll(StandardDescriptor.Output, Encoding.UTF8.GetBytes(text), "standard output");
        }
        catch (RuntimeFailure failure) when (failure.Errno == Errno.EPIPE)
        {
            throw new OutputClosedException();
        }
    }
}
