using System.Text.Json.Nodes;

namespace GptOperator.Tests.Local.ApiServer.Patching;

/// <summary>Random objects of a few short names, so that two of them often meet.</summary>
internal static class RandomJson
{
    public static JsonObject Object(Random random, int depth = 3, bool nulls = false)
    {
        var obj = new JsonObject();
        for (var i = random.Next(4); i > 0; i--)
            obj["abcdef".Substring(random.Next(6), 1)] = Value(random, depth - 1, nulls);
        return obj;
    }

    private static JsonNode? Value(Random random, int depth, bool nulls) => random.Next(depth <= 0 ? 4 : 6) switch
    {
        0 => random.Next(3),
        1 => "xyz".Substring(random.Next(3), 1),
        2 => random.Next(2) == 0,
        3 => nulls ? null : 1.5,
        4 => Object(random, depth, nulls),
        _ => new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => Value(random, depth - 1, nulls))]),
    };
}
