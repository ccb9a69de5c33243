using System.Collections.Immutable;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Storage;

namespace GptOperator.Local.ApiServer.Selectors;

/// <summary>A field selector as in queries: <c>metadata.name=a,status.phase!=Running</c>. Immutable.</summary>
internal sealed class FieldSelector
{
    private readonly ImmutableArray<(string[] Path, string Value, bool Equal)> _terms;

    private FieldSelector(ImmutableArray<(string[] Path, string Value, bool Equal)> terms) => _terms = terms;

    public static FieldSelector Everything { get; } = new([]);

    public bool IsEverything => _terms.IsEmpty;

    /// <exception cref="FormatException">Not a selector, or a field that cannot be selected by.</exception>
    public static FieldSelector Parse(string? text, ResourceType type)
    {
        if (string.IsNullOrEmpty(text)) return Everything;
        var terms = ImmutableArray.CreateBuilder<(string[], string, bool)>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw new FormatException($"invalid selector: '{text}'; can't understand '{part}'");
            var equal = part[at - 1] != '!';
            var field = part[..(equal ? at : at - 1)];
            if (!SelectableFields.Of(type).Contains(field))
                throw new FormatException($"\"{field}\" is not a known field selector: only {string.Join(", ", SelectableFields.Of(type).Select(f => $"\"{f}\""))}");
            terms.Add((field.Split('.'), part[(at + 1)..].TrimStart('='), equal));
        }

        return new FieldSelector(terms.ToImmutable());
    }

    public bool Matches(StoredObject obj)
    {
        JsonObject? json = null;
        foreach (var (path, value, equal) in _terms)
        {
            var actual = path switch
            {
                ["metadata", "name"] => obj.Name,
                ["metadata", "namespace"] => obj.Namespace,
                _ => Text((json ??= obj.ToJson()).At(path)),
            };
            if (actual == value != equal) return false;
        }

        return true;
    }

    private static string Text(JsonNode? node) => node.AsText() ?? node?.ToJsonString() ?? "";
}
