using System.CommandLine;
using System.Linq;
using Oci.Cli.Commands;
using Oci.Cli.Output;
using Oci.Cli.Parsing;
using Oci.Runtime.Lifecycle;
using Oci.Spec;
using Xunit;

namespace Oci.Cli.Tests.Commands;

/// <summary>The command lines that engines write, from the words to the options.</summary>
public class CommandLineTests
{
    private static readonly CreateOptions Plain = new() { Id = "c1", StateRoot = "/r", Bundle = "." };

    private static GlobalOptions ReadGlobals(string line)
    {
        var program = new GlobalFlags();
        NormalizedArguments arguments = ArgumentNormalizer.NormalizeLeadingFlags(program, line.Split(' '));
        return program.Read(CommandParser.Parse(program, arguments));
    }

    private static CreateOptions ReadCreate(string line, GlobalOptions? globals = null)
    {
        var command = new Command("create");
        var flags = new CreateFlags(command);
        return flags.Read(
            CommandParser.Parse(command, ArgumentNormalizer.Normalize(command, line.Split(' '))),
            globals ?? GlobalOptions.Default with { GivenRoot = "/r" });
    }

    [Fact]
    public void Containerd_creates_a_container() => Assert.Equal(
        Plain with { Bundle = "/b", PidFile = "/b/init.pid", ConsoleSocket = "/tmp/pty.sock" },
        ReadCreate("--bundle /b --pid-file /b/init.pid --console-socket /tmp/pty.sock c1"));

    [Fact]
    public void Every_flag_of_create_reaches_the_runtime() => Assert.Equal(
        Plain with { Bundle = "/b", NoPivot = true, NoNewKeyring = true, PreserveFds = 3 },
        ReadCreate("c1 -b /b --no-pivot --no-new-keyring --preserve-fds 3"));

    [Fact]
    public void Without_flags_the_defaults_hold() => Assert.Equal(Plain, ReadCreate("c1"));

    [Fact]
    public void An_empty_value_is_as_good_as_none() =>
        Assert.Equal(Plain, ReadCreate("--console-socket= --pid-file= --bundle= c1"));

    [Fact]
    public void The_last_of_two_equal_flags_counts() =>
        Assert.Equal(Plain with { Bundle = "/2" }, ReadCreate("-b /1 --no-pivot -b /2 --no-pivot=false c1"));

    [Theory]
    [InlineData("create")]
    [InlineData("ociruntime")]
    [InlineData("-")]
    public void An_id_may_be_any_word(string id) => Assert.Equal(id, ReadCreate(id).Id);

    [Theory]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("99999999999")]
    public void Descriptors_are_counted_from_zero(string count)
    {
        var failure = Assert.Throws<UsageException>(() => ReadCreate($"--preserve-fds={count} c1"));

        Assert.Equal(
            $"invalid value \"{count}\" for flag --preserve-fds (use a number, zero or more)", failure.Message);
    }

    [Fact]
    public void A_cgroup_is_made_through_systemd_only_on_request()
    {
        Assert.Equal(CgroupManager.Cgroupfs, ReadCreate("c1").CgroupManager);
        Assert.Equal(
            CgroupManager.Systemd, ReadCreate("c1", GlobalOptions.Default with { CgroupManager = CgroupManager.Systemd }).CgroupManager);
    }

    [Fact]
    public void The_global_flags_of_containerd_are_read() => Assert.Equal(
        new GlobalOptions
        {
            GivenRoot = "/run/containerd/runc/k8s.io",
            LogFile = "/b/log.json",
            LogFormat = LogFormat.Json,
            CgroupManager = CgroupManager.Systemd,
        },
        ReadGlobals("--root /run/containerd/runc/k8s.io --log /b/log.json --log-format json --systemd-cgroup create"));

    [Theory]
    [InlineData("--criu /usr/sbin/criu")]
    public void What_has_no_effect_is_accepted(string line) => Assert.Equal(GlobalOptions.Default, ReadGlobals(line));

    [Theory]
    [InlineData("--rootless=true", RootlessMode.Always)]
    [InlineData("--rootless 0", RootlessMode.Never)]
    [InlineData("--rootless auto", RootlessMode.Auto)]
    [InlineData("--debug=false", RootlessMode.Auto)]
    public void Whether_a_container_may_do_without_a_cgroup_is_said_or_found_out(string line, RootlessMode mode)
    {
        GlobalOptions globals = ReadGlobals(line);
        Assert.Equal(mode, globals.Rootless);
        Assert.Equal(mode, ReadCreate("c1", globals).Rootless);
    }

    [Theory]
    [InlineData("--rootless maybe")]
    [InlineData("--log-format xml")]
    public void What_makes_no_sense_is_refused(string line) => Assert.Throws<UsageException>(() => ReadGlobals(line));

    [Fact]
    public void A_timeline_is_written_only_on_request()
    {
        Assert.Null(ReadGlobals("--debug").TraceFile);
        Assert.Null(ReadGlobals("--trace=").TraceFile);
        Assert.Equal("/t.json", ReadGlobals("--trace /t.json").TraceFile);
    }

    [Theory]
    [InlineData("h", "help")]
    [InlineData("create", "create")]
    public void A_command_is_found_by_its_name(string verb, string name) =>
        Assert.Equal(name, CommandTable.Find(verb).Name);

    [Fact]
    public void The_features_say_which_program_it_is()
    {
        FeaturesDocument features = FeaturesCommand.Document();

        string[] names = ["ociruntime.version", "ociruntime.commit", "ociruntime.libseccomp"];
        Assert.Equal(names, features.Annotations!.Select(annotation => annotation.Name));
        Assert.Equal(VersionText.Spec, features.OciVersionMax);
    }

    [Fact]
    public void An_unknown_command_is_no_help_topic()
    {
        var failure = Assert.Throws<UsageException>(() => CommandTable.Find("craete"));

        Assert.Equal("No help topic for 'craete': there is no such command (did you mean create?)", failure.Message);
    }
}
