using System.Linq;
using System.Text;
using Oci.Runtime.Planning;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Planning;

public sealed class UnsupportedPropertiesTests
{
    private const string Hook = """[{"path": "/bin/true"}]""";

    [Theory]
    [InlineData("/linux/seccomp", """{"linux": {"seccomp": {"defaultAction": "SCMP_ACT_ALLOW"}}}""")]
    public void A_property_that_would_be_ignored_is_refused(string pointer, string members) =>
        Assert.Equal([pointer], Refused(members));

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    [InlineData("poststart")]
    [InlineData("poststop")]
    public void Hooks_of_every_kind_are_refused(string kind) =>
        Assert.Equal([$"/hooks/{kind}"], Refused($$"""{"hooks": {"{{kind}}": {{Hook}} } }"""));

    [Fact]
    public void All_of_them_are_named_at_once() => Assert.Equal(
        ["/hooks/poststop", "/linux/seccomp"],
        Refused($$"""
            {"hooks": {"poststop": {{Hook}} },
             "linux": {"seccomp": {"defaultAction": "SCMP_ACT_ALLOW"} } }
            """));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"hooks": {}, "linux": {}}""")]
    [InlineData("""{"hooks": {"prestart": [], "poststop": []}}""")]
    [InlineData("""{"process": {"cwd": "/", "args": ["a"], "apparmorProfile": "", "selinuxLabel": ""}}""")]
    [InlineData("""{"linux": {"mountLabel": "", "netDevices": {}}}""")]
    [InlineData("""{"annotations": {"any": "thing"}}""")]
    public void What_asks_for_nothing_is_accepted(string members) => Assert.Empty(Refused(members));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_default_configurations_are_accepted(bool cgroupV2)
    {
        UnsupportedProperties.Refuse(DefaultSpec.Create(cgroupV2), "config.json");
        UnsupportedProperties.Refuse(DefaultSpec.CreateRootless(1000, 1000, cgroupV2), "config.json");
    }

    private static string[] Refused(string members)
    {
        string comma = members.Trim() == "{}" ? "" : ",";
        byte[] config = Encoding.UTF8.GetBytes($$"""{"ociVersion": "1.3.0", "root": {"path": "r"}{{comma}}{{members.Trim()[1..]}}""");
        ContainerSpec spec = ConfigJson.Read(config, "config.json");
        try
        {
            UnsupportedProperties.Refuse(spec, "config.json");
            return [];
        }
        catch (InvalidSpecException refusal)
        {
            return [.. refusal.Problems.Select(static problem => problem.Pointer)];
        }
    }
}
