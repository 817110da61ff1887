using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Oci.Tidy.Tests.Rules;
using Xunit;

namespace Oci.Tidy.Tests;

/// <summary>The repository keeps its own rules; a failure lists every breach with its place.</summary>
public sealed class TreeTests
{
    private const string Architecture = "docs/ARCHITECTURE.md";

    [Fact]
    public void The_product_and_the_scripts_are_seen()
    {
        Assert.Contains(Repository.Product, static file => file.Path == "src/Oci.Cli/Program.cs");
        Assert.Contains(Repository.Scripts, static file => file.Path == "build.sh");
    }

    [Fact]
    public void A_file_has_at_most_500_lines() =>
        AssertKept(Repository.CSharp.Concat(Repository.Scripts), Sizes.LongFile);

    [Fact]
    public void A_line_has_at_most_140_characters() =>
        AssertKept(Repository.CSharp.Concat(Repository.Scripts), Sizes.LongLines);

    [Fact]
    public void A_function_has_at_most_70_lines() => AssertKept(Repository.CSharp, Sizes.LongFunctions);

    [Fact]
    public void The_product_has_no_reminder_of_work_to_do() =>
        AssertKept(Repository.Product, UnfinishedWork.Reminders);

    [Fact]
    public void The_product_contains_no_stub() => AssertKept(Repository.Product, UnfinishedWork.Stubs);

    [Fact]
    public void Imports_are_declared_in_the_interop_folder() => AssertKept(Repository.Product, KernelBoundary.Imports);

    [Fact]
    public void The_C_library_is_called_in_the_interop_folder() =>
        AssertKept(Repository.Product, KernelBoundary.LibraryCalls);

    [Fact]
    public void No_file_mentions_a_path_of_one_machine() => AssertKept(Repository.Files, Wording.ForeignPlaces);

    [Fact]
    public void Every_project_is_part_of_the_solution() => AssertKept(
        Repository.Projects,
        static project => Repository.TheSolution.Text.Contains(Path.GetFileName(project.Path), StringComparison.Ordinal)
            ? []
            : [new Finding(project.Path, 1, $"is not in {Repository.TheSolution.Path}: dotnet sln add it")]);

    [Fact]
    public void Every_top_level_folder_is_in_the_architecture_document()
    {
        SourceFile? document = Repository.Find(Architecture);
        Assert.SkipWhen(document is null, $"there is no {Architecture}");
        Assert.All(
            Repository.TopLevelFolders.Where(static folder => !folder.StartsWith('.')),
            folder => Assert.Contains(folder + "/", document.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_link_of_a_document_leads_to_a_file() => AssertKept(
        Repository.Files.Where(static file => file.Path.EndsWith(".md", StringComparison.Ordinal)),
        static document => Links.Broken(document, static path => Repository.Find(path) is not null));

    private static void AssertKept(IEnumerable<SourceFile> files, Func<SourceFile, IEnumerable<Finding>> rule)
    {
        Finding[] findings = [.. files.SelectMany(rule)];
        Assert.True(findings.Length == 0, $"{findings.Length} breaches:\n{string.Join('\n', findings)}");
    }
}
