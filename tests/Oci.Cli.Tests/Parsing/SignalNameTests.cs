using System;
using Oci.Cli.Parsing;
using Xunit;

namespace Oci.Cli.Tests.Parsing;

public class SignalNameTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("9", 9)]
    [InlineData("64", 64)]
    [InlineData("KILL", 9)]
    [InlineData("SIGKILL", 9)]
    [InlineData("kill", 9)]
    [InlineData("sigKill", 9)]
    [InlineData("BUS", 7)]
    [InlineData("TRAP", 5)]
    [InlineData("WINCH", 28)]
    [InlineData("SYS", 31)]
    [InlineData("IO", 29)]
    [InlineData("POLL", 29)]
    [InlineData("SIGCLD", 17)]
    [InlineData("RTMIN", 34)]
    [InlineData("SIGRTMIN+0", 34)]
    [InlineData("rtmin+3", 37)]
    [InlineData("RTMIN+30", 64)]
    [InlineData("RTMAX", 64)]
    [InlineData("RTMAX-1", 63)]
    [InlineData("RTMAX-30", 34)]
    public void A_signal_has_a_number_and_names(string text, int number) =>
        Assert.Equal(number, SignalName.Parse(text));

    [Theory]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("-9")]
    [InlineData("99999999999")]
    [InlineData("")]
    [InlineData("SIG")]
    [InlineData("SIG9")]
    [InlineData("FOO")]
    [InlineData("RTMIN+31")]
    [InlineData("RTMIN-1")]
    [InlineData("RTMAX+1")]
    [InlineData("RTMAX-")]
    public void What_is_no_signal_is_refused(string text)
    {
        var failure = Assert.Throws<UsageException>(() => SignalName.Parse(text));

        Assert.StartsWith($"unknown signal \"{text}\"", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelled_name_is_answered_with_the_right_one() =>
        Assert.Equal("did you mean KILL?", Assert.Throws<UsageException>(() => SignalName.Parse("KIL")).Hint);

    [Fact]
    public void The_default_is_TERM() => Assert.Equal(SignalName.Terminate, SignalName.Parse("TERM"));
}
