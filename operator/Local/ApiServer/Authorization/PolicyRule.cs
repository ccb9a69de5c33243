using System.Collections.Immutable;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Http;

namespace GptOperator.Local.ApiServer.Authorization;

/// <summary>One rule of a Role or ClusterRole: it only ever allows.</summary>
internal sealed record PolicyRule
{
    private const string Everything = "*";

    public ImmutableArray<string> Verbs { get; init; } = [];

    public ImmutableArray<string> Groups { get; init; } = [];

    public ImmutableArray<string> Resources { get; init; } = [];

    /// <summary>Empty for every name.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    public ImmutableArray<string> Paths { get; init; } = [];

    public static IEnumerable<PolicyRule> Of(JsonObject role) => (role["rules"] as JsonArray ?? []).OfType<JsonObject>().Select(rule => new PolicyRule
    {
        Verbs = Texts(rule, "verbs"),
        Groups = Texts(rule, "apiGroups"),
        Resources = Texts(rule, "resources"),
        Names = Texts(rule, "resourceNames"),
        Paths = Texts(rule, "nonResourceURLs"),
    });

    public bool Allows(ApiCall call) => Has(Verbs, call.Verb) && (call.IsResource ? AllowsResource(call) : Paths.Any(path => Covers(path, call.Path)));

    public JsonObject ToResourceRule()
    {
        var rule = new JsonObject { ["verbs"] = Array(Verbs), ["apiGroups"] = Array(Groups), ["resources"] = Array(Resources) };
        if (!Names.IsEmpty) rule["resourceNames"] = Array(Names);
        return rule;
    }

    public JsonObject ToPathRule() => new() { ["verbs"] = Array(Verbs), ["nonResourceURLs"] = Array(Paths) };

    private bool AllowsResource(ApiCall call)
    {
        var slash = call.Resource.IndexOf('/', StringComparison.Ordinal);
        return Has(Groups, call.Group)
            && (Has(Resources, call.Resource) || (slash >= 0 && Resources.Contains($"*{call.Resource[slash..]}")))
            && (Names.IsEmpty || Names.Contains(call.Name));
    }

    private static bool Covers(string pattern, string path) =>
        pattern.EndsWith('*') ? path.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == path;

    private static bool Has(ImmutableArray<string> list, string value) => list.Contains(value) || list.Contains(Everything);

    private static ImmutableArray<string> Texts(JsonObject rule, string field) =>
        [.. (rule[field] as JsonArray ?? []).Select(item => item.AsText()).OfType<string>()];

    private static JsonArray Array(ImmutableArray<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
