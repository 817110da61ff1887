using System;
using System.Text.Json;
using Oci.Cli.Output;
using Oci.Spec;
using Xunit;

namespace Oci.Cli.Tests.Output;

public class ContainerListTests
{
    private static readonly ContainerState Running = new()
    {
        OciVersion = "1.3.0",
        Id = "web",
        Pid = 4711,
        Status = ContainerStatus.Running,
        Bundle = "/bundles/web",
        Rootfs = "/bundles/web/rootfs",
        Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1_230_000),
        Owner = "root",
    };

    private static readonly ContainerState Stopped = Running with
    {
        Id = "a-rather-long-name",
        Pid = 0,
        Status = ContainerStatus.Stopped,
        Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Owner = "",
    };

    [Fact]
    public void The_table_is_padded_as_runc_pads_it() => Assert.Equal(
        """
        ID                   PID         STATUS      BUNDLE         CREATED                    OWNER
        web                  4711        running     /bundles/web   2026-01-02T03:04:05.123Z   root
        a-rather-long-name   0           stopped     /bundles/web   2026-01-02T03:04:05Z       

        """,
        ContainerList.Table([Running, Stopped]));

    [Fact]
    public void The_empty_table_is_its_header() => Assert.Equal(
        "ID          PID         STATUS      BUNDLE      CREATED     OWNER\n", ContainerList.Table([]));

    [Fact]
    public void A_line_break_in_a_path_does_not_make_a_row() => Assert.Contains(
        "/b\\nc       2026", ContainerList.Table([Running with { Bundle = "/b\nc" }]), StringComparison.Ordinal);

    [Fact]
    public void Quiet_is_one_id_a_line() =>
        Assert.Equal("web\na-rather-long-name\n", ContainerList.Ids([Running, Stopped]));

    [Fact]
    public void No_containers_are_null_in_JSON() => Assert.Equal("null"u8, ContainerList.Json([]));

    [Fact]
    public void Containers_are_an_array_in_JSON()
    {
        using var document = JsonDocument.Parse(ContainerList.Json([Running, Stopped]).ToArray());

        Assert.Equal(2, document.RootElement.GetArrayLength());
        Assert.Equal("web", document.RootElement[0].GetProperty("id").GetString());
        Assert.Equal("stopped", document.RootElement[1].GetProperty("status").GetString());
    }
}
