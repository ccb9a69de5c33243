using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Patching;

/// <summary>
/// A set of field paths as a tree, the shape of <c>FieldsV1</c>: each element (<c>f:name</c>, <c>k:{...}</c>, <c>v:value</c>)
/// leads to a node that may itself be in the set and may have more below it. Immutable.
/// </summary>
internal sealed class FieldSet
{
    private static readonly SortedDictionary<string, FieldSet> NoChildren = new(StringComparer.Ordinal);

    private FieldSet(bool isMember, SortedDictionary<string, FieldSet> children)
    {
        IsMember = isMember;
        Children = children;
    }

    public static FieldSet Empty { get; } = new(false, NoChildren);

    public static FieldSet Leaf { get; } = new(true, NoChildren);

    /// <summary>Whether the path that leads here is in the set.</summary>
    public bool IsMember { get; }

    /// <summary>By element, in ordinal order.</summary>
    public IReadOnlyDictionary<string, FieldSet> Children { get; }

    public bool IsEmpty => !IsMember && Children.Count == 0;

    /// <summary>Children that hold nothing are left out.</summary>
    public static FieldSet Of(bool isMember, IEnumerable<KeyValuePair<string, FieldSet>> children)
    {
        var kept = new SortedDictionary<string, FieldSet>(StringComparer.Ordinal);
        foreach (var (element, child) in children)
        {
            if (!child.IsEmpty)
                kept[element] = child;
        }
        return kept.Count > 0 ? new(isMember, kept) : isMember ? Leaf : Empty;
    }

    public static FieldSet FromPath(params string[] elements) =>
        elements.Reverse().Aggregate(Leaf, (inner, element) => Of(false, [KeyValuePair.Create(element, inner)]));

    public FieldSet Child(string element) => Children.GetValueOrDefault(element, Empty);

    public FieldSet AsMember() => IsMember ? this : new(true, (SortedDictionary<string, FieldSet>)Children);

    public FieldSet Union(FieldSet other) => Of(
        IsMember || other.IsMember,
        Children.Keys.Union(other.Children.Keys).Select(key => KeyValuePair.Create(key, Child(key).Union(other.Child(key)))));

    public FieldSet Intersect(FieldSet other) => Of(
        IsMember && other.IsMember,
        Children.Keys.Intersect(other.Children.Keys).Select(key => KeyValuePair.Create(key, Child(key).Intersect(other.Child(key)))));

    public FieldSet Except(FieldSet other) => Of(
        IsMember && !other.IsMember,
        Children.Select(child => KeyValuePair.Create(child.Key, child.Value.Except(other.Child(child.Key)))));

    /// <summary>Every path in the set, as its elements.</summary>
    public IEnumerable<IReadOnlyList<string>> Paths() => Paths([]);

    /// <exception cref="FormatException">Not the shape of FieldsV1.</exception>
    public static FieldSet FromJson(JsonObject json)
    {
        var children = json.Where(member => member.Key != ".").Select(member =>
        {
            if (member.Value is not JsonObject nested)
                throw new FormatException($"fieldsV1 has a value other than an object at {member.Key}");
            return KeyValuePair.Create(member.Key, nested.Count == 0 ? Leaf : FromJson(nested));
        });
        return Of(json.ContainsKey("."), children);
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        if (IsMember && Children.Count > 0)
            json["."] = new JsonObject();
        foreach (var (element, child) in Children)
            json[element] = child.ToJson();
        return json;
    }

    private IEnumerable<IReadOnlyList<string>> Paths(IReadOnlyList<string> prefix)
    {
        if (IsMember && prefix.Count > 0)
            yield return prefix;
        foreach (var (element, child) in Children)
        {
            foreach (var path in child.Paths([.. prefix, element]))
                yield return path;
        }
    }
}
