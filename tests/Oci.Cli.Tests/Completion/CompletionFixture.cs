using System;
using System.IO;
using Oci.Cli.Completion;

namespace Oci.Cli.Tests.Completion;

/// <summary>A directory with the scripts, and a stand-in for the runtime that knows some containers.</summary>
public sealed class CompletionFixture : IDisposable
{
    private const string StandIn = """
        #!/bin/sh
        case "$*" in
            "list --quiet") echo web; echo db ;;
            "--root /x list --quiet") echo other ;;
            *) exit 1 ;;
        esac

        """;

    public CompletionFixture()
    {
        var table = CompletionTable.Make();
        Write("completion.bash", BashCompletion.Script(table));
        Write("completion.zsh", ZshCompletion.Script(table));
        Directory.CreateDirectory($"{Path}/functions");
        Write("functions/_ociruntime", ZshCompletion.Script(table));
        Write("completion.fish", FishCompletion.Script(table));
        Write("ociruntime", StandIn);
        File.SetUnixFileMode($"{Path}/ociruntime", UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("oci-completion-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private void Write(string name, string text) => File.WriteAllText($"{Path}/{name}", text);
}
