using System;
using System.Text;
using Xunit;

namespace Oci.Spec.Tests;

/// <summary>The state looks as engines expect it, and is read back as it was.</summary>
public sealed class StateJsonTests
{
    private static readonly ContainerState State = new()
    {
        OciVersion = "1.3.0",
        Id = "web-1",
        Pid = 4422,
        Status = ContainerStatus.Running,
        Bundle = "/containers/wéb",
        Rootfs = "/containers/wéb/rootfs",
        Created = new DateTimeOffset(2026, 1, 31, 14, 30, 15, TimeSpan.FromHours(2)).AddTicks(1234500),
        Owner = "root",
        Annotations = [new("com.example.key", "a \"b\" <c>")],
    };

    [Fact]
    public void A_state_is_printed_over_several_lines() => Assert.Equal(
        """
        {
          "ociVersion": "1.3.0",
          "id": "web-1",
          "pid": 4422,
          "status": "running",
          "bundle": "/containers/wéb",
          "rootfs": "/containers/wéb/rootfs",
          "created": "2026-01-31T12:30:15.12345Z",
          "annotations": {
            "com.example.key": "a \"b\" <c>"
          },
          "owner": "root"
        }
        """,
        Text(StateJson.WriteIndented(State)));

    [Fact]
    public void A_hook_gets_what_the_specification_names_on_one_line() => Assert.Equal(
        """{"ociVersion":"1.3.0","id":"web-1","pid":4422,"status":"running","bundle":"/containers/wéb","annotations":"""
            + """{"com.example.key":"a \"b\" <c>"}}""",
        Text(StateJson.WriteCompact(State)));

    [Fact]
    public void A_state_without_annotations_has_none() => Assert.Equal(
        """{"ociVersion":"1.0.0","id":"a","pid":0,"status":"stopped","bundle":"/b"}""",
        Text(StateJson.WriteCompact(new()
        {
            OciVersion = "1.0.0",
            Id = "a",
            Pid = 0,
            Status = ContainerStatus.Stopped,
            Bundle = "/b",
            Created = DateTimeOffset.UnixEpoch,
        })));

    [Fact]
    public void Several_states_are_an_array()
    {
        Assert.Equal("[]", Text(StateJson.WriteArray([])));
        const string One = """
            {"ociVersion":"1.3.0","id":"web-1","pid":4422,"status":"running","bundle":"/containers/wéb",
            "rootfs":"/containers/wéb/rootfs","created":"2026-01-31T12:30:15.12345Z",
            "annotations":{"com.example.key":"a \"b\" <c>"},"owner":"root"}
            """;
        string one = One.Replace("\n", "", StringComparison.Ordinal);
        Assert.Equal($"[{one},{one}]", Text(StateJson.WriteArray([State, State])));
    }

    [Fact]
    public void Every_status_is_read_as_it_was_written() =>
        Assert.All(Enum.GetValues<ContainerStatus>(), static status =>
    {
        ContainerState state = State with { Status = status };
        Assert.Equal(state, StateJson.Read(StateJson.WriteIndented(state), "state"));
        Assert.Equal(status, StateJson.Read(StateJson.WriteCompact(state), "state").Status);
    });

    [Fact]
    public void A_state_of_another_runtime_is_read()
    {
        ContainerState state = StateJson.Read(
            """{"ociVersion": "1.0.2", "id": "a", "status": "creating", "bundle": "/b", "extra": {}}"""u8.ToArray(),
                "state");
        Assert.Equal((0, ContainerStatus.Creating, ""), (state.Pid, state.Status, state.Owner));
    }

    [Fact]
    public void A_status_that_is_not_known_is_refused() => Assert.Equal(
        "state: /status: is no state known here: \"frozen\" (line 1, column 50)",
        Assert.Throws<InvalidSpecException>(() => StateJson.Read(
            """{"ociVersion": "1.0.2", "id": "a", "status":     "frozen", "bundle": "/b"}"""u8.ToArray(),
                "state")).Message);

    private static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);
}
