using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>A list. One whose schema says that it is a set or has keys compares and adds up accordingly.</summary>
internal sealed record CelList(IReadOnlyList<object> Items)
{
    public ListType Merging { get; init; } = ListType.Atomic;

    /// <summary>Names of the keys, escaped.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    public bool SameAs(CelList other) => Merging switch
    {
        ListType.Atomic => Items.Count == other.Items.Count && Items.Zip(other.Items).All(pair => CelEquality.Same(pair.First, pair.Second)),
        _ => Items.Count == other.Items.Count && Items.All(item => other.Items.Any(each => CelEquality.Same(item, each))),
    };

    public CelList Plus(CelList other)
    {
        if (Merging == ListType.Atomic)
            return new([.. Items, .. other.Items]);
        var sum = Items.ToList();
        foreach (var item in other.Items)
        {
            var at = sum.FindIndex(each => Merging == ListType.Set ? CelEquality.Same(each, item) : SameKeys(each, item));
            if (at < 0)
                sum.Add(item);
            else
                sum[at] = item;
        }
        return this with { Items = sum };
    }

    public bool Equals(CelList? other) => other is not null && SameAs(other);

    public override int GetHashCode() => Items.Count;

    private bool SameKeys(object left, object right) =>
        left is CelMap a && right is CelMap b && Keys.All(key =>
            (a.Find(key), b.Find(key)) is ({ } one, { } two) ? CelEquality.Same(one, two) : a.Find(key) is null && b.Find(key) is null);
}
