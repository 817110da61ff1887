using System;
using System.IO;
using System.Net.Sockets;
using System.Text;

namespace Oci.Conformance.Harness;

/// <summary>The listener of <c>--console-socket</c>, to which the runtime sends the master of the terminal.</summary>
public sealed class ConsoleSocket : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public ConsoleSocket(string directory)
    {
        Path = System.IO.Path.Combine(directory, "console.sock");
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
    }

    public string Path { get; }

    /// <summary>Whether anything has been sent.</summary>
    public bool HasReceived()
    {
        if (!_listener.Poll(0, SelectMode.SelectRead))
            return false;
        using Socket connection = _listener.Accept();
        return connection.Poll(0, SelectMode.SelectRead) && connection.Available > 0;
    }

    /// <summary>Take the terminal which the runtime sends.</summary>
    public FileStream Receive()
    {
        using Socket connection = Accept();
        AwaitReadable(connection, "nothing has come by the console socket");
        return new FileStream(DescriptorMessage.Receive(connection, out _), FileAccess.ReadWrite, bufferSize: 0);
    }

    /// <summary>Wait until the runtime has connected.</summary>
    public void AwaitCaller() => AwaitReadable(_listener, "nobody has connected to the console socket");

    /// <summary>Take its connection, and nothing from it.</summary>
    public Socket Accept()
    {
        AwaitCaller();
        return _listener.Accept();
    }

    /// <summary>Read a terminal until everybody at its other side has closed it.</summary>
    public static string ReadToEnd(FileStream terminal)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        try
        {
            for (int count; (count = terminal.Read(buffer)) > 0;)
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            // EIO: the last one has closed it, see pty(7).
        }
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private static void AwaitReadable(Socket socket, string otherwise) =>
        Assert.True(socket.Poll(Patiently.Seconds(10), SelectMode.SelectRead), otherwise);
}
