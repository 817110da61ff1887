using System.Collections.Generic;
using System.Linq;
using Oci.Tidy.Tests.Rules;
using Xunit;

namespace Oci.Tidy.Tests;

/// <summary>Each rule finds what it is for, where it is, and nothing beside it.</summary>
public sealed class RuleTests
{
    [Fact]
    public void A_file_is_too_long_by_one_line()
    {
        Assert.Empty(Sizes.LongFile(File(new string('\n', Sizes.LinesInAFile - 1) + "x")));
        AssertFinds(Sizes.LongFile(File(new string('\n', Sizes.LinesInAFile) + "x")), Sizes.LinesInAFile + 1);
    }

    [Fact]
    public void A_line_is_too_long_by_one_character()
    {
        string fits = new('x', Sizes.CharactersInALine);
        AssertFinds(Sizes.LongLines(File($"{fits}\n{fits}y\n")), 2);
    }

    [Theory]
    [InlineData("void F()\n{\n", "}")]
    [InlineData("C()\n{\n", "}")]
    [InlineData("int P\n{\nget\n{\n", "}}")]
    [InlineData("int P =>\n(0", ");")]
    [InlineData("System.Action f = () =>\n{\n", "};")]
    public void A_function_is_too_long_by_one_line(string head, string tail)
    {
        SourceFile Class(int lines) => File($"class C\n{{\n{head}{new string('\n', lines)}{tail}\n}}");
        Assert.Empty(Sizes.LongFunctions(Class(Sizes.LinesInAFunction - 4)));
        Assert.NotEmpty(Sizes.LongFunctions(Class(Sizes.LinesInAFunction)));
    }

    [Fact]
    public void A_comment_above_a_function_does_not_make_it_long()
    {
        string comment = string.Concat(Enumerable.Repeat("/// word\n", Sizes.LinesInAFunction));
        Assert.Empty(Sizes.LongFunctions(File($"class C\n{{\n{comment}void F() {{ }}\n}}")));
    }

    [Theory]
    [InlineData("// TODO: later")]
    [InlineData("/* FIXME */")]
    [InlineData("throw new NotImplementedException();")]
    public void Unfinished_work_is_found(string line) => AssertFinds(UnfinishedWork.Reminders(File("\n" + line)), 2);

    [Fact]
    public void A_word_within_a_word_is_not_unfinished_work() =>
        Assert.Empty(UnfinishedWork.Reminders(File("int HACKED, TODOS;")));

    [Fact]
    public void A_stub_is_found_and_an_explained_refusal_is_not() =>
        AssertFinds(
            UnfinishedWork.Stubs(File("class C\n{\nC() => throw new NotSupportedException();\n"
                + "C(int i) => throw new NotSupportedException(\"no timens\");\n}")),
            3);

    [Theory]
    [InlineData("DllImport")]
    [InlineData("LibraryImport")]
    public void An_import_is_found_outside_the_interop_folder(string attribute)
    {
        string text = $"class C\n{{\n[{attribute}(\"libc\")] static extern int f();\n}}";
        AssertFinds(KernelBoundary.Imports(File(text)), 3);
        Assert.Empty(KernelBoundary.Imports(new SourceFile("src/Oci.Runtime/Interop/A.cs", text)));
    }

    [Theory]
    [InlineData("LibC.getpid()")]
    [InlineData("Tmds.Linux.LibC.getpid()")]
    public void A_library_call_is_found_outside_the_interop_folder(string call)
    {
        string text = $"class C\n{{\nint F() => {call};\n}}";
        AssertFinds(KernelBoundary.LibraryCalls(File(text)), 3);
        Assert.Empty(KernelBoundary.LibraryCalls(new SourceFile("src/Oci.Runtime/Interop/A.cs", text)));
        Assert.Empty(KernelBoundary.LibraryCalls(new SourceFile("src/Oci.Runtime/Launch/CloneStage.cs", text)));
    }

    [Fact]
    public void A_path_of_one_machine_is_found() =>
        AssertFinds(Wording.ForeignPlaces(File("see\n.." + "/shared/design.md")), 2);

    [Theory]
    [InlineData("[a](there.md), [b](here.md#top), [c](https://example.org/x), [d](#top), [e](../LICENSE)", false)]
    [InlineData("[a](here.md), [b](nowhere.md)", true)]
    public void A_link_to_no_file_is_found(string line, bool isBroken)
    {
        string[] files = ["docs/here.md", "docs/there.md", "LICENSE"];
        IEnumerable<Finding> findings = Links.Broken(new SourceFile("docs/page.md", "\n" + line), files.Contains);
        Assert.Equal(isBroken ? [2] : [], findings.Select(finding => finding.Line));
    }

    private static SourceFile File(string text) => new("src/Some/File.cs", text);

    private static void AssertFinds(IEnumerable<Finding> findings, int line) =>
        Assert.Equal(line, Assert.Single(findings).Line);
}
