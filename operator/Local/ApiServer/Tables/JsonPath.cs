using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Tables;

/// <summary>
/// The JSONPath that printer columns use: <c>.a.b</c>, <c>['a.b']</c>, <c>[0]</c>, <c>[-1]</c>, <c>[*]</c>, and the filter
/// <c>[?(@.type=="Ready")]</c>.
/// </summary>
internal sealed class JsonPath
{
    private readonly ImmutableArray<Func<JsonNode?, IEnumerable<JsonNode?>>> _steps;

    private JsonPath(ImmutableArray<Func<JsonNode?, IEnumerable<JsonNode?>>> steps) => _steps = steps;

    /// <summary>Reads a path; what it cannot read finds nothing, as an unknown field does.</summary>
    public static JsonPath Parse(string path)
    {
        var steps = ImmutableArray.CreateBuilder<Func<JsonNode?, IEnumerable<JsonNode?>>>();
        var rest = path.AsSpan().Trim().TrimStart('$');
        while (rest.Length > 0)
        {
            if (rest[0] == '[')
            {
                var end = ClosingBracket(rest);
                if (end < 0) return new JsonPath([_ => []]);
                steps.Add(Bracket(rest[1..end].ToString()));
                rest = rest[(end + 1)..];
                continue;
            }

            if (rest[0] == '.') rest = rest[1..];
            var length = NameLength(rest);
            if (length > 0) steps.Add(Member(rest[..length].ToString().Replace("\\", "", StringComparison.Ordinal)));
            rest = rest[length..];
        }

        return new JsonPath(steps.ToImmutable());
    }

    public IReadOnlyList<JsonNode?> Find(JsonNode root)
    {
        IEnumerable<JsonNode?> found = [root];
        foreach (var step in _steps) found = found.SelectMany(step);
        return [.. found];
    }

    private static int NameLength(ReadOnlySpan<char> rest)
    {
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '\\') i++;
            else if (rest[i] is '.' or '[') return i;
        }

        return rest.Length;
    }

    private static int ClosingBracket(ReadOnlySpan<char> rest)
    {
        char quote = '\0';
        for (var i = 1; i < rest.Length; i++)
        {
            if (quote != '\0') quote = rest[i] == quote ? '\0' : quote;
            else if (rest[i] is '"' or '\'') quote = rest[i];
            else if (rest[i] == ']') return i;
        }

        return -1;
    }

    private static Func<JsonNode?, IEnumerable<JsonNode?>> Member(string name) => name == "*"
        ? Children
        : node => node is JsonObject obj && obj.TryGetPropertyValue(name, out var value) ? [value] : [];

    private static IEnumerable<JsonNode?> Children(JsonNode? node) => node switch
    {
        JsonArray array => array,
        JsonObject obj => obj.Select(p => p.Value),
        _ => [],
    };

    private static Func<JsonNode?, IEnumerable<JsonNode?>> Bracket(string inside)
    {
        if (inside == "*") return Children;
        if (inside.Length > 1 && inside[0] is '\'' or '"') return Member(inside[1..^1]);
        if (int.TryParse(inside, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)) return Item(index);
        return inside.StartsWith("?(", StringComparison.Ordinal) && inside.EndsWith(')') ? Filter(inside[2..^1]) : _ => [];
    }

    private static Func<JsonNode?, IEnumerable<JsonNode?>> Item(int index) => node =>
    {
        if (node is not JsonArray array) return [];
        var i = index < 0 ? array.Count + index : index;
        return i >= 0 && i < array.Count ? [array[i]] : [];
    };

    private static Func<JsonNode?, IEnumerable<JsonNode?>> Filter(string condition)
    {
        foreach (var (sign, wanted) in (ReadOnlySpan<(string, bool)>)[("==", true), ("!=", false)])
        {
            var at = condition.IndexOf(sign, StringComparison.Ordinal);
            if (at < 0) continue;
            var left = Parse(condition[..at].Trim().TrimStart('@'));
            var right = condition[(at + 2)..].Trim().Trim('"', '\'');
            return node => Children(node).Where(child => child is not null && Matches(left.Find(child), right) == wanted);
        }

        var path = Parse(condition.Trim().TrimStart('@'));
        return node => Children(node).Where(child => child is not null && path.Find(child).Count > 0);
    }

    private static bool Matches(IReadOnlyList<JsonNode?> found, string text) =>
        found.Count == 1 && (found[0].AsText() ?? found[0]?.ToJsonString()) == text;
}
