using System.CommandLine;
using Oci.Cli.Commands;
using Oci.Cli.Parsing;
using Oci.Spec;
using Xunit;

namespace Oci.Cli.Tests.Commands;

public class UpdateFlagsTests
{
    private static readonly ResourcesSpec Nothing = new() { Memory = new MemorySpec(), Cpu = new CpuSpec() };

    [Fact]
    public void Every_flag_becomes_a_limit() => Assert.Equal(
        new ResourcesSpec
        {
            Memory = new MemorySpec { Limit = 1 << 20, Reservation = 1 << 10, Swap = -1 },
            Cpu = new CpuSpec
            {
                Shares = 2, Quota = -1, Burst = 3, Period = 4, RealtimeRuntime = 5, RealtimePeriod = 6, Cpus = "0-1", Mems = "0", Idle = 1,
            },
            Pids = new PidsSpec(7),
            BlockIo = new BlockIoSpec { Weight = 8 },
        },
        Read("""
            --memory 1m --memory-reservation 1k --memory-swap -1 --cpu-share 2 --cpu-quota -1 --cpu-burst 3 --cpu-period 4
            --cpu-rt-runtime 5 --cpu-rt-period 6 --cpuset-cpus 0-1 --cpuset-mems 0 --cpu-idle 1 --pids-limit 7 --blkio-weight 8
            """));

    [Theory]
    [InlineData("")]
    [InlineData("--memory= --cpuset-cpus= --pids-limit=")]
    [InlineData("--kernel-memory 1g --kernel-memory-tcp 1g")]
    public void What_is_not_given_is_left_alone(string line) => Assert.Equal(Nothing, Read(line));

    [Theory]
    [InlineData("--cpu-share -1")]
    [InlineData("--cpu-share 1k")]
    [InlineData("--blkio-weight 65536")]
    [InlineData("--pids-limit 99999999999999999999")]
    [InlineData("--cpu-quota 0x10")]
    public void What_is_no_number_is_refused(string line) => Assert.Throws<UsageException>(() => Read(line));

    [Fact]
    public void Shares_of_caches_and_bandwidth_are_lines_of_their_own()
    {
        (UpdateFlags flags, ParseResult given) = Parse("--mem-bw-schema MB:0=50 --l3-cache-schema L3:0=f");

        Assert.Equal(["L3:0=f", "MB:0=50"], flags.Schemata(given));
    }

    private static ResourcesSpec Read(string line)
    {
        (UpdateFlags flags, ParseResult given) = Parse(line);
        return flags.Resources(given);
    }

    private static (UpdateFlags Flags, ParseResult Given) Parse(string line)
    {
        var command = new Command("update");
        var flags = new UpdateFlags(command);
        string[] words = line.Split([' ', '\n'], System.StringSplitOptions.RemoveEmptyEntries);
        return (flags, CommandParser.Parse(command, ArgumentNormalizer.Normalize(command, words)));
    }
}
