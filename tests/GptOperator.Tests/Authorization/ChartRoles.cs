using System.Text.Json.Nodes;
using GptOperator.Crds.Serialization;
using GptOperator.Tests.Reconciling.Support;

namespace GptOperator.Tests.Authorization;

/// <summary>The rules in the chart. Templates fill in names only, so that the rules can be read as they are.</summary>
internal static class ChartRoles
{
    public static JsonArray ClusterRole => Rules("clusterrole.yaml");

    public static JsonArray Role => Rules("role.yaml");

    /// <summary>As "verb group/resource".</summary>
    public static IEnumerable<string> Granted => ClusterRole.Concat(Role).OfType<JsonObject>().SelectMany(rule =>
        from verb in Texts(rule, "verbs")
        from @group in Texts(rule, "apiGroups")
        from resource in Texts(rule, "resources")
        select $"{verb} {@group}/{resource}");

    private static JsonArray Rules(string file)
    {
        var text = File.ReadAllText(Path.Combine(SourceTree.Root, "charts", "gpt-operator", "templates", "rbac", file));
        return YamlJson.ParseAll(text[text.IndexOf("\nrules:", StringComparison.Ordinal)..]).Single()["rules"]!.AsArray();
    }

    private static IEnumerable<string> Texts(JsonObject rule, string field) => rule[field]!.AsArray().Select(item => item!.GetValue<string>());
}
