using GptTrainer.Data;

namespace GptTrainer.Tests.Data;

public sealed class FileFinderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FileFinderTests()
    {
        foreach (var name in (string[])["b.md", "a.txt", "B.md", "docs/z.md", "docs/deep/y.md", "docs/bin/x.md", "docs-old/w.md", ".hidden.md", ".git/config.md", "docs/.cache/v.md"])
            _folder.Write(name, "x");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_gives_its_visible_files_in_ordinal_order() => Assert.Equal(
        ["B.md", "a.txt", "b.md", "docs-old/w.md", "docs/bin/x.md", "docs/deep/y.md", "docs/z.md"], Find("**/*"));

    [Theory]
    [InlineData("**/*.md", "**/bin/**", "B.md b.md docs-old/w.md docs/deep/y.md docs/z.md")]
    [InlineData("**/*.md", "docs/*", "B.md b.md docs-old/w.md")]
    [InlineData("docs/*.md", "", "docs/z.md")]
    [InlineData("*", "*.md", "a.txt")]
    public void Globs_choose_and_exclude(string include, string exclude, string expected) =>
        Assert.Equal(expected.Split(' '), Find(include, exclude.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void An_exclude_may_start_with_the_folder_as_the_source_writes_it() => Assert.Equal(
        ["z.md"], FileFinder.Below($"{_folder.Path}/docs", "**/*", ["bin/**", $"{_folder.Path}/docs/deep/**"]).Select(path => Path.GetFileName(path)));

    [Fact]
    public void Links_to_files_are_followed_and_links_to_folders_are_not()
    {
        // As Kubernetes mounts a config map.
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "docs", "round"), _folder.Path);
        _folder.Write("map/..2024/text.md", "x");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "map", "..data"), "..2024");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "map", "text.md"), Path.Combine("..data", "text.md"));

        Assert.Equal(["map/text.md"], Find("map/**/*"));
        Assert.DoesNotContain(Find("**/*"), name => name.Contains("round", StringComparison.Ordinal));
    }

    private List<string> Find(string include, params string[] exclude) =>
        [.. FileFinder.Below(_folder.Path, include, exclude).Select(path => Path.GetRelativePath(_folder.Path, path))];
}
