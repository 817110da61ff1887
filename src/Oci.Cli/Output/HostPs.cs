using System;
using System.Collections;
using System.Collections.Generic;
using System.Text;
using Oci.Runtime;
using Oci.Runtime.Interop;

namespace Oci.Cli.Output;

/// <summary>The ps of the host.</summary>
internal static class HostPs
{
    private const string UsualPath = "/usr/bin:/bin";

    public static string Run(string[] options)
    {
        (int code, byte[] output) = ProgramOutput.Of(Find(), ["ps", .. options], Variables());
        string text = Encoding.UTF8.GetString(output);
        return code == 0 ? text : throw new RuntimeFailure(
            "run", $"ps {string.Join(' ', options)}", $"exit code {code}: {OneLine.Of(text.Trim())}");
    }

    private static string Find()
    {
        foreach (string directory in (Environment.GetEnvironmentVariable("PATH") ?? UsualPath).Split(':'))
        {
            if (directory is ['/', ..] && Files.CannotExecute($"{directory}/ps") == 0)
                return $"{directory}/ps";
        }
        throw new RuntimeFailure("run", "ps", "it is in no directory of PATH", null, "--format json does without")
            .As(FailureCode.HostLacks);
    }

    private static string[] Variables()
    {
        var variables = new List<string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            variables.Add($"{variable.Key}={variable.Value}");
        return [.. variables];
    }
}
