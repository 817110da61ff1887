using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Oci.Conformance.Harness;
using Oci.Hostile.Tests.Harness;
using static Oci.Hostile.Tests.Inputs.Edits;

namespace Oci.Hostile.Tests.Inputs;

/// <summary>Texts that are no JSON, or none that everybody reads alike.</summary>
internal static class BrokenJson
{
    private const int Deep = 100_000;

    public static IEnumerable<HostileInput> All() => [.. Whole(), .. Truncated(), .. Duplicates(), .. Strings(), .. Bytes(), .. Large()];

    private static IEnumerable<HostileInput> Whole() =>
        from text in (string[])
        [
            "", " ", "\n\n\n", "null", "true", "false", "0", "17", "\"text\"", "[]", "[{}]", "{", "}", "{}", "{}{}", "{}]", "{},",
            "{} x", "nul",
            "{\"ociVersion\"}", "{\"ociVersion\":}", "{\"ociVersion\":\"1.0.2\",}", "{,}", "{'ociVersion':'1.0.2'}", "{ociVersion:1}",
            "{\"a\":1 \"b\":2}", "[1,]", "{\"a\":[1,]}", "{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":1.}", "{\"a\":1e}",
            "{\"a\":0x10}",
            "{\"a\":-}", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":-Infinity}", "{\"a\":1_000}", "{\"a\":TRUE}", "{\"a\":undefined}",
            "// comment\n{}", "/* comment */ {}", "{} // comment", "{\"a\": /* comment */ 1}", "# comment\n{}", "<xml/>",
            "ociVersion: 1.0.2",
            "\u00a0{}", "\u2028{}", "{\"a\"\u3000:1}", "\ufeff\ufeff{}", "\ufeff", "{\"\\ud800\":1}", "{\"a\":\"\\x41\"}",
            "{\"a\":\"\\u12\"}",
            "{\"a\":\"\t\"}", "{\"a\":\"line\nbreak\"}", "{\"a\":\"\e[31m\"}", "{\"\e]0;title\a\":1}", "{\e[2J}",
        ]
        select Text($"text {Short(text)}", text);

    private static IEnumerable<HostileInput> Truncated()
    {
        byte[] whole = Encoding.UTF8.GetBytes(DefaultConfig.Text);
        for (int length = 1; length < whole.Length - 1; length += 61)
            yield return Text($"the first {length} bytes", whole[..length]);
    }

    private static IEnumerable<HostileInput> Duplicates()
    {
        foreach ((string found, string pointer) in ((string, string)[])
            [
                ("\"ociVersion\": \"1.0.2\"", "/ociVersion"), ("\"terminal\": false", "/process/terminal"), ("\"uid\": 0",
                "/process/user/uid"),
                ("\"noNewPrivileges\": true", "/process/noNewPrivileges"), ("\"soft\": 1024", "/process/rlimits/0/soft"),
                ("\"hostname\": \"inside\"", "/hostname"), ("\"access\": \"rwm\"", "/linux/resources/devices/0/access"),
                ("\"destination\": \"/proc\"", "/mounts/0/destination"), ("\"type\": \"pid\"", "/linux/namespaces/0/type"),
                ("\"path\": \"rootfs\"", "/root/path"),
            ])
        {
            string name = found[1..found.IndexOf('"', 1)];
            string twice = DefaultConfig.Text.Replace(found, $"{found}, {found}", StringComparison.Ordinal);
            yield return Text($"{pointer} twice", twice, pointer);
            string escaped = $"\"\\u{(int)name[0]:x4}{name[1..]}\"";
            yield return Text($"{pointer} twice, once escaped", twice.Replace($"{found}, \"{name}\"", $"{found}, {escaped}",
                StringComparison.Ordinal), pointer);
        }
    }

    private static IEnumerable<HostileInput> Strings() =>
        from pointer in (string[])
        [
            "/hostname", "/root/path", "/process/args/0", "/process/env/0", "/process/cwd", "/mounts/0/destination", "/mounts/0/source",
            "/mounts/0/type", "/mounts/1/options/0", "/linux/cgroupsPath", "/linux/maskedPaths/0", "/linux/readonlyPaths/0",
            "/annotations/key", "/linux/sysctl/key", "/linux/mountLabel", "/process/selinuxLabel", "/process/apparmorProfile",
            "/domainname",
        ]
        from text in (string[])["\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud83d\""]
        select Bad(pointer, text, pointer);

    private static IEnumerable<HostileInput> Bytes()
    {
        byte[] config = Encoding.UTF8.GetBytes(DefaultConfig.Text);
        int place = DefaultConfig.Text.IndexOf("inside", StringComparison.Ordinal);
        foreach (byte[] bad in (byte[][])
            [
                [0x80], [0xFF], [0xFE, 0xFF], [0xC0, 0xAF], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
                [0xF8, 0x88, 0x80, 0x80, 0x80], [0], [1], [0x1B], [0x7F, 0xFF], [0xC2],
            ])
        {
            yield return Text($"the bytes {Convert.ToHexString(bad)} in a string", [.. config[..place], .. bad, .. config[place..]]);
            yield return Text($"the bytes {Convert.ToHexString(bad)} at the beginning", [.. bad, .. config]);
            yield return Text($"the bytes {Convert.ToHexString(bad)} at the end", [.. config, .. bad]);
        }
        yield return Text("UTF-16", Encoding.Unicode.GetBytes(DefaultConfig.Text));
        yield return Text("UTF-16 with its mark", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(DefaultConfig.Text)]);
        yield return Text("UTF-32", Encoding.UTF32.GetBytes(DefaultConfig.Text));
        byte[] noise = new byte[100_000];
        new Random(1).NextBytes(noise);
        yield return Text("noise", noise);
        yield return Text("an executable", [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0]);
    }

    private static IEnumerable<HostileInput> Large()
    {
        yield return Text("open arrays", Times(Deep, "["), "deep");
        yield return Text("nested arrays", Times(Deep, "[") + Times(Deep, "]"), "deep");
        yield return Text("nested objects", Times(Deep, "{\"a\":") + "1" + Times(Deep, "}"), "deep");
        yield return Text("5 million open arrays", Times(5_000_000, "["), "deep");
        yield return Bad("/annotations", Times(129, "{\"a\":") + "1" + Times(129, "}"), "deep");
        yield return Bad("/unknown", Times(200, "[") + Times(200, "]"), "deep");
        yield return Text("17 MiB of blanks", new string(' ', 17 << 20));
        yield return Text("16 MiB of blanks", new string(' ', 16 << 20));
        yield return Text("16 MiB of zeros", new byte[16 << 20]);
        yield return Text("15 MiB of minus signs", $"{{\"a\":{new string('-', 15 << 20)}}}");
        yield return Text("a number of 15 MiB", $"{{\"ociVersion\":{new string('9', 15 << 20)}}}");
        yield return Text("a string of 15 MiB", $"{{\"ociVersion\":\"{new string('a', 15 << 20)}\"}}");
        yield return Text("a name of 15 MiB", $"{{\"{new string('a', 15 << 20)}\":1}}");
        yield return Text("a million names", $"{{{string.Join(',', Enumerable.Range(0, 1_000_000).Select(static i => $"\"n{i}\":{i}"))}}}");
        yield return Text("the same name 500,000 times", $"{{{string.Join(',', Enumerable.Repeat("\"a\":1", 500_000))}}}");
        yield return Text("4 million numbers", $"{{\"mounts\":[{string.Join(',', Enumerable.Repeat("1", 4_000_000))}]}}");
        yield return Text("a million line breaks", new string('\n', 1_000_000) + "x");
        yield return Text("a million escapes", $"{{\"ociVersion\":\"{Times(1_000_000, "\\u001b")}\"}}");
        yield return Bad("/process/oomScoreAdj", new string('9', 1_000_000));
        yield return Bad("/process/oomScoreAdj", "1" + new string('0', 1_000_000) + "e-1000000");
        yield return Bad("/process/oomScoreAdj", "1e" + new string('9', 1_000_000));
        yield return Bad("/process/user/uid", "-0.0000000000000000000000000001");
        yield return Bad("/process/user/uid", "1e10");
        yield return Bad("/process/user/uid", "1e2147483648");
        yield return Bad("/process/user/uid", "1e-2147483649");
        yield return Bad("/process/user/uid", "1e99999999999999999999");
        yield return Odd("/process/user/uid", "-0");
        yield return Odd("/process/user/uid", "-0.0");
        yield return Odd("/process/user/uid", "1e2");
        yield return Odd("/process/user/uid", "100e-2");
        yield return Odd("/process/user/uid", "0e999999999999");
    }
}
