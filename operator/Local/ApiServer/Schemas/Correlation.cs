using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>Which item of an old list a new item replaces: only lists with keys can tell.</summary>
internal static class Correlation
{
    public static JsonNode? OldItem(JsonNode? item, JsonArray? old, Schema list)
    {
        if (old is null || list.ListType != ListType.Map || item is not JsonObject obj)
            return null;
        return old.FirstOrDefault(candidate => candidate is JsonObject before
            && list.ListMapKeys.All(key => JsonEquality.Same(Key(before, key, list), Key(obj, key, list))));
    }

    private static JsonNode? Key(JsonObject item, string key, Schema list) =>
        item[key] ?? list.Items?.Member(key)?.Default;
}
