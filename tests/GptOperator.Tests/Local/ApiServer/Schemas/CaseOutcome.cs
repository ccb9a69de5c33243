using System.Text.Json.Nodes;

namespace GptOperator.Tests.Local.ApiServer.Schemas;

/// <summary>What a request led to, in a form that is the same on every server.</summary>
public static class CaseOutcome
{
    /// <param name="warnings">Of unknown fields, in any order.</param>
    public static JsonObject Accepted(JsonObject obj, IEnumerable<string> warnings)
    {
        var outcome = new JsonObject { ["spec"] = obj["spec"]?.DeepClone() };
        if (obj["metadata"]?["managedFields"] is JsonArray entries)
            outcome["managedFields"] = new JsonArray([.. entries.Select(entry => Timeless((JsonObject)entry!)).OrderBy(entry => entry.ToJsonString(), StringComparer.Ordinal)]);
        AddTexts(outcome, "warnings", warnings);
        return Sorted(outcome);
    }

    public static JsonObject Refused(IEnumerable<string> errors)
    {
        var outcome = new JsonObject();
        AddTexts(outcome, "errors", errors);
        return outcome;
    }

    private static JsonObject Timeless(JsonObject entry)
    {
        var copy = (JsonObject)entry.DeepClone();
        copy.Remove("time");
        copy["apiVersion"] = "case";
        return Sorted(copy);
    }

    // Members in order, so that two outcomes are the same text when they are the same.
    private static JsonObject Sorted(JsonObject obj) =>
        new(obj.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, SortedNode(member.Value))));

    private static JsonNode? SortedNode(JsonNode? node) => node switch
    {
        JsonObject obj => Sorted(obj),
        JsonArray array => new JsonArray([.. array.Select(SortedNode)]),
        _ => node?.DeepClone(),
    };

    private static void AddTexts(JsonObject outcome, string name, IEnumerable<string> texts)
    {
        var all = texts.Order(StringComparer.Ordinal).Select(text => (JsonNode?)JsonValue.Create(text)).ToArray();
        if (all.Length > 0)
            outcome[name] = new JsonArray(all);
    }
}
