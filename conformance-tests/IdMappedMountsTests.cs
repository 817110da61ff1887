using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>config.md, section Mounts: uidMappings, gidMappings and the options idmap and ridmap.</summary>
public sealed class IdMappedMountsTests(Workspace workspace) : ContainerTest(workspace)
{
    private const int First = 100000;

    // Of the source's ids 0 to 1999, users show as 5000 and more, groups as 7000 and more.
    private const string Users = """[{ "containerID": 0, "hostID": 5000, "size": 2000 }]""";
    private const string Groups = """[{ "containerID": 0, "hostID": 7000, "size": 2000 }]""";

    [Theory]
    [InlineData("idmap")]
    [InlineData("ridmap")]
    [InlineData("nosuid")]
    public void The_owners_of_files_show_as_they_are_mapped(string option)
    {
        Container container = NewContainer();
        Mapped(container, NewVolume(), "rbind", option);
        Outcome run = container.RunScript("stat -c %u:%g /mnt/root /mnt/user");
        Assert.Equal(["5000:7000", "6000:8000"], run.Lines);
    }

    [Fact]
    public void A_file_that_is_made_belongs_to_the_id_that_is_mapped()
    {
        string volume = NewVolume();
        Container container = NewContainer();
        container.Config.With("/process/user", """{ "uid": 5000, "gid": 7000 }""");
        Mapped(container, volume, "bind", "idmap");
        Assert.Equal("5000:7000", container.RunScript("touch /mnt/made; stat -c %u:%g /mnt/made").Text);
        Assert.Equal("0:0", HostCommand.Run("stat", "-c", "%u:%g", volume + "/made").Succeeded().Text);
    }

    [Fact]
    public void An_id_without_a_mapping_shows_as_nobody_and_makes_no_files()
    {
        string volume = NewVolume();
        HostCommand.Shell($"touch {volume}/other; chown 3000:3000 {volume}/other; chmod 777 {volume}");
        Container container = NewContainer();
        Mapped(container, volume, "bind", "idmap");
        Outcome run = container.RunScript("stat -c %u:%g /mnt/other; touch /mnt/made 2>/dev/null || echo refused");
        Assert.Equal(["65534:65534", "refused"], run.Lines);
    }

    [Theory]
    [InlineData("idmap")]
    [InlineData("ridmap")]
    public void Without_mappings_those_of_the_containers_user_namespace_are_taken(string option)
    {
        string volume = NewVolume();
        Container container = NewContainer().OwnedBy(First);
        container.Config.UserNamespace(First, 65536).Mount("/mnt", "bind", volume, "bind", option);
        Assert.Equal(["0:0", "1000:1000"], container.RunScript("touch /mnt/made; stat -c %u:%g /mnt/root /mnt/user").Lines);
        Assert.Equal("0:0", HostCommand.Run("stat", "-c", "%u:%g", volume + "/made").Succeeded().Text);
    }

    [Fact]
    public void In_a_user_namespace_a_mount_may_have_a_map_of_its_own()
    {
        string volume = NewVolume();
        Container container = NewContainer().OwnedBy(First);
        container.Config.UserNamespace(First, 65536);
        string map = $$"""[{ "containerID": 1000, "hostID": {{First}}, "size": 1 }]""";
        MappedAs(container, volume, map, map, "bind", "idmap");
        Outcome run = container.RunScript("stat -c %u:%g /mnt/root /mnt/user");
        Assert.Equal(["65534:65534", "0:0"], run.Lines);
    }

    [Fact]
    public void A_user_namespace_that_is_joined_lends_its_map_too()
    {
        Container first = NewContainer().OwnedBy(First);
        first.Config.UserNamespace(First, 65536).Args("sleep", "100");
        first.Started();
        Container second = NewContainer().OwnedBy(First);
        second.Config.Namespace("user", $"/proc/{first.Pid}/ns/user").Mount("/mnt", "bind", NewVolume(), "bind", "idmap");
        Assert.Equal("1000:1000", second.RunScript("stat -c %u:%g /mnt/user").Text);
    }

    [Theory]
    [InlineData("idmap", "0:0")]
    [InlineData("ridmap", "5000:7000")]
    public void Only_ridmap_maps_what_is_mounted_below(string option, string below)
    {
        string volume = NewVolume();
        HostCommand.Shell($"mkdir {volume}/below; mount -t tmpfs tmpfs {volume}/below; touch {volume}/below/file");
        Container container = NewContainer();
        Mapped(container, volume, "rbind", option);
        Assert.Equal(["5000:7000", below], container.RunScript("stat -c %u:%g /mnt/root /mnt/below/file").Lines);
    }

    [Fact]
    public void Mounts_with_the_same_map_and_with_others_do_not_disturb_each_other()
    {
        Container container = NewContainer();
        string volume = NewVolume();
        Mapped(container, volume, "bind", "idmap");
        Mapped(container, volume, "bind", "idmap", "ro");
        MappedAs(container, volume, Groups, Users, "bind", "idmap");
        container.Config.Mount("/mnt3", "bind", volume, "bind");
        for (int i = 0; i < 3; i++)
            container.Config[$"/mounts/{MountsOf(container) - 4 + i}/destination"] = $"/mnt{i}";
        Outcome run = container.RunScript("stat -c %u:%g /mnt0/root /mnt1/root /mnt2/root /mnt3/root");
        Assert.Equal(["5000:7000", "5000:7000", "7000:5000", "0:0"], run.Lines);
    }

    [Fact]
    public void The_other_options_of_the_mount_are_set_as_well()
    {
        Container container = NewContainer();
        Mapped(container, NewVolume(), "bind", "idmap", "ro", "nosuid", "noatime");
        string mountinfo = container.RunScript("cat /proc/self/mountinfo").Output;
        string[] options = MountEntry.At(mountinfo, "/mnt").Options;
        Assert.All((string[])["ro", "nosuid", "noatime"], option => Assert.Contains(option, options));
    }

    [Fact]
    public void What_a_container_mounts_below_a_mapped_mount_does_not_reach_the_host()
    {
        string volume = NewVolume();
        HostCommand.Shell($"mount --make-shared {volume}; mkdir {volume}/below");
        Container container = NewContainer();
        container.Config.Capabilities("CAP_SYS_ADMIN")
            .Script("mount -t tmpfs tmpfs /mnt/below && echo yes >/tmp/mounted; sleep 100");
        Mapped(container, volume, "rbind", "idmap");
        Assert.Equal("yes", container.Started().AwaitFile("/tmp/mounted"));
        Assert.NotEqual(0, HostCommand.Run("mountpoint", "-q", volume + "/below").ExitCode);
    }

    [Fact]
    public void A_file_system_that_cannot_map_ids_is_named()
    {
        Container container = NewContainer();
        Mapped(container, "/sys/kernel", "bind", "idmap");
        Assert.Contains("sysfs", container.Refused().Error);
    }

    [Fact]
    public void Only_a_bind_mount_can_be_mapped()
    {
        Container container = NewContainer();
        container.Config.Mount("/mnt", "tmpfs", "tmpfs", "idmap")
            .With("/mounts/0/uidMappings", Users).With("/mounts/0/gidMappings", Groups);
        container.Refused();
    }

    [Theory]
    [InlineData("uidMappings")]
    [InlineData("gidMappings")]
    public void One_kind_of_mappings_does_not_do(string kind)
    {
        Container container = NewContainer();
        container.Config.Mount("/mnt", "bind", NewVolume(), "bind", "idmap");
        container.Config.With($"/mounts/{MountsOf(container) - 1}/{kind}", Users);
        container.Refused();
    }

    [Fact]
    public void Without_mappings_and_without_a_user_namespace_idmap_is_refused()
    {
        Container container = NewContainer();
        container.Config.Mount("/mnt", "bind", NewVolume(), "bind", "idmap");
        container.Refused();
    }

    /// <summary>A tmpfs with a file of root's and one of user and group 1000.</summary>
    private string NewVolume()
    {
        string volume = NewDirectory();
        HostCommand.Shell($"""
            mount -t tmpfs -o mode=755 tmpfs {volume}
            touch {volume}/root {volume}/user
            chown 1000:1000 {volume}/user
            """);
        return volume;
    }

    private static void Mapped(Container container, string source, params string[] options) =>
        MappedAs(container, source, Users, Groups, options);

    private static void MappedAs(Container container, string source, string users, string groups, params string[] options)
    {
        container.Config.Mount("/mnt", "bind", source, options);
        string mount = $"/mounts/{MountsOf(container) - 1}";
        container.Config.With($"{mount}/uidMappings", users).With($"{mount}/gidMappings", groups);
    }

    private static int MountsOf(Container container) => ((JsonArray)container.Config["/mounts"]!).Count;
}
