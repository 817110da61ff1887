using System;
using System.IO;
using System.Runtime.Versioning;
using Oci.Cli.Output;
using Oci.Runtime;
using Xunit;

namespace Oci.Cli.Tests.Output;

[SupportedOSPlatform("linux")]
public sealed class LogTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ociruntime-log-{Guid.NewGuid():N}");

    public void Dispose()
    {
        Diagnostics.Warn = Diagnostics.Debug = null;
        File.Delete(_path);
    }

    [Fact]
    public void Lines_are_added_to_the_file()
    {
        File.WriteAllText(_path, "before\n");
        using (Log.Open(_path, LogFormat.Text, debug: true))
        {
            Diagnostics.Warn!("careful");
            Diagnostics.Debug!("by the way");
        }

        string[] lines = File.ReadAllLines(_path);
        Assert.Equal("before", lines[0]);
        Assert.EndsWith("level=warning msg=\"careful\"", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("level=debug msg=\"by the way\"", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_listens_to_debug_messages_unless_asked_to()
    {
        using (Log.Open(_path, LogFormat.Json, debug: false))
            Assert.Null(Diagnostics.Debug);
    }

    [Fact]
    public void A_new_file_is_for_its_owner_to_write_and_for_all_to_read()
    {
        Log.Open(_path, LogFormat.Json, debug: false).Dispose();

        const UnixFileMode Reading = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        Assert.Equal(UnixFileMode.UserWrite, File.GetUnixFileMode(_path) & ~Reading);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_an_error()
    {
        var failure = Assert.Throws<RuntimeFailure>(() => Log.Open($"{_path}/x", LogFormat.Text, debug: false));

        Assert.Equal($"open {_path}/x: no such file or directory (ENOENT)", failure.Message);
    }
}
