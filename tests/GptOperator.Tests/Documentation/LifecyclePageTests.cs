using System.Text.RegularExpressions;
using GptOperator.Crds.Validation;
using GptOperator.Faults.Scenarios;
using GptOperator.Tests.Reconciling.Support;

namespace GptOperator.Tests.Documentation;

/// <summary>docs/lifecycle.md says what is so.</summary>
public sealed partial class LifecyclePageTests
{
    private static readonly string Tests = Path.GetDirectoryName(Path.GetDirectoryName(SourceTree.Folder)!)!;
    private static readonly string[] Page = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(Tests)!, "docs", "lifecycle.md"));

    [Fact]
    public void Every_test_that_it_names_exists()
    {
        var cases = Directory.EnumerateDirectories(SourceTree.Folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Concat(ScenarioList.All.Select(scenario => scenario.Name)).ToHashSet();
        var sources = string.Concat(Directory.EnumerateFiles(Tests, "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var names = Page.SkipWhile(line => !line.StartsWith("| scenario", StringComparison.Ordinal)).SelectMany(line => Code().Matches(line)).Select(match => match.Groups[1].Value).ToList();

        Assert.True(names.Count > 50, $"only {names.Count} tests are named");
        Assert.All(names, name => Assert.True(cases.Contains(name) || sources.Contains($" {name}(", StringComparison.Ordinal), $"{name} does not exist"));
    }

    [Fact]
    public void Every_field_stands_where_it_may_be_edited()
    {
        var rows = Page.SkipWhile(line => line != "| field | may change |").Skip(2).TakeWhile(line => line.StartsWith('|')).ToList();

        Assert.All(SpecEdits.All, edit => Assert.Contains($"`{edit.Path}`", Assert.Single(rows, row => row.Contains($"`{edit.Path}`", StringComparison.Ordinal) && row.Split('|')[2].Contains(Words(edit.When), StringComparison.Ordinal)), StringComparison.Ordinal));
    }

    private static string Words(EditTime when) => when switch
    {
        EditTime.Never => "never",
        EditTime.WhileSuspended => "while `spec.suspend` is true",
        _ => "at any time",
    };

    [GeneratedRegex("`([A-Za-z0-9_]+_[A-Za-z0-9_]+)`")]
    private static partial Regex Code();
}
