using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Oci.Spec.Json;
using Oci.Spec.Schema;
using Xunit;

namespace Oci.Spec.Tests;

/// <summary>What the specification does not name is ignored; what is nearly one of its names is told of.</summary>
public sealed class UnknownPropertiesTests
{
    private const string Config = """
        {
          "ociVersion": "1.3.0",
          "root": { "path": "r", "x-vendor": {} },
          "process": { "args": ["a"], "Args": [], "cwd": "/", "noNewPrivilege": true, "user": { "uid": 1, "gid": 1, "uidd": 1 } },
          "annotations": { "annotation": "" },
          "linux": {
            "namespaces": [{ "type": "network" }],
            "sysctl": { "net.core.somaxconns": "1" },
            "netDevices": { "eth0": { "nmae": "eth1" } },
            "resources": { "devices": [{ "allow": true, "deny": true }], "unified": { "memory.maxx": "1" } },
            "x-vendor": {}
          }
        }
        """;

    // All of them names of the specification.
    private static readonly string[] Names = [.. NamesIn(TestDocuments.Parse(TestDocuments.DefaultConfig)).Distinct()];

    [Fact]
    public void What_is_misspelt_is_listed_with_what_was_probably_meant() => Assert.Equal(
        [
            "/process/Args: is not a property of the specification, and is ignored; did you mean \"args\"? (line 4, column 39)",
            "/process/noNewPrivilege: is not a property of the specification, and is ignored; "
                + "did you mean \"noNewPrivileges\"? (line 4, column 73)",
            "/process/user/uidd: is not a property of the specification, and is ignored; did you mean \"uid\"? (line 4, column 117)",
            "/linux/netDevices/eth0/nmae: is not a property of the specification, and is ignored; "
                + "did you mean \"name\"? (line 9, column 39)",
        ],
        Find(Config).Misspelt.Select(problem => problem.ToString()));

    [Fact]
    public void What_is_like_no_name_is_listed_apart_and_what_is_free_not_at_all() => Assert.Equal(
        ["/root/x-vendor", "/linux/resources/devices/0/deny", "/linux/x-vendor"],
        Find(Config).Foreign.Select(problem => problem.Pointer));

    [Fact]
    public void A_document_of_the_specification_has_none()
    {
        UnknownProperties unknown = Find(TestDocuments.DefaultConfig);
        Assert.Empty(unknown.Misspelt);
        Assert.Empty(unknown.Foreign);
    }

    [Fact]
    public void Reading_a_configuration_tells_of_them_and_takes_it_all_the_same()
    {
        UnknownProperties? unknown = null;
        ContainerSpec spec = ConfigJson.Read(Encoding.UTF8.GetBytes(Config), "config", found => unknown = found);
        Assert.Equal(["a"], spec.Process!.Args);
        Assert.Equal(Find(Config).Misspelt, unknown!.Misspelt);
    }

    [Fact]
    public void A_configuration_that_is_refused_tells_of_them_too()
    {
        UnknownProperties? unknown = null;
        byte[] config = Encoding.UTF8.GetBytes("""{"ociVersion": "1.3.0", "Root": {"path": "r"}}""");
        Assert.Throws<InvalidSpecException>(() => ConfigJson.Read(config, "config", found => unknown = found));
        Assert.Equal("/Root", Assert.Single(unknown!.Misspelt).Pointer);
    }

    [Fact]
    public void The_properties_of_all_parts_are_known()
    {
        JsonValue document = TestDocuments.Parse("""{"all":{"name":"","size":1,"own":true,"sizes":2}}""");
        var unknown = new UnknownProperties(document.Tape);
        KeywordsSchema.Document(document, SchemaWalk.ForUnknown(unknown));
        Assert.Equal("/all/sizes", Assert.Single(unknown.Misspelt).Pointer);
    }

    // One letter more, and it is reported once at its place, or is by chance the name of another property.
    [Fact]
    public void Whatever_name_gets_a_letter_too_many_is_reported_at_its_place() =>
        Gen.Select(Gen.Int[0, Names.Length - 1], Gen.Int[0, 64], Gen.Char['a', 'z']).Sample((index, place, letter) =>
        {
            string name = Names[index];
            string wrong = name.Insert(place % (name.Length + 1), letter.ToString());
            string document = TestDocuments.DefaultConfig.Replace($"\"{name}\":", $"\"{wrong}\":");
            UnknownProperties unknown = Find(document);
            IEnumerable<string> expected = document.Split($"\"{wrong}\":").Skip(1).Select(_ => wrong);
            Assert.Equal(expected, unknown.Misspelt.Concat(unknown.Foreign).Select(problem => problem.Pointer.Split('/')[^1]));
        });

    private static List<string> NamesIn(JsonValue value)
    {
        List<string> names = [];
        foreach (JsonMember member in value.Members)
            names.AddRange([member.Name, .. NamesIn(member.Value)]);
        foreach (JsonValue element in value.Elements)
            names.AddRange(NamesIn(element));
        return names;
    }

    private static UnknownProperties Find(string config) => UnknownProperties.Find(TestDocuments.Parse(config));
}
