using GptOperator.Kubernetes;
using k8s.Models;

namespace GptOperator.Tests.Kubernetes;

public sealed class EntityCacheTests
{
    private readonly EntityCache<V1ConfigMap> cache = new(new Dictionary<string, Func<V1ConfigMap, IEnumerable<string>>>
    {
        [EntityIndexes.OwnerUid] = EntityIndexes.ByOwnerUid,
        ["job"] = EntityIndexes.ByLabel("job"),
    });

    [Fact]
    public void Older_news_never_replaces_newer()
    {
        Assert.Equal(InformerEventType.Added, cache.Upsert(Map("a", "99"))?.Type);

        Assert.Null(cache.Upsert(Map("a", "98")));
        Assert.Null(cache.Upsert(Map("a", "99")));
        Assert.Equal(InformerEventType.Updated, cache.Upsert(Map("a", "100"))?.Type);
        Assert.Null(cache.Remove(Map("a", "99")));

        Assert.Equal("100", Held("a"));
    }

    [Fact]
    public void A_late_event_does_not_bring_a_deleted_object_back_but_its_successor_comes()
    {
        cache.Upsert(Map("a", "5"));
        Assert.Equal(InformerEventType.Deleted, cache.Remove(Map("a", "7"))?.Type);

        Assert.Null(cache.Upsert(Map("a", "6")));
        Assert.Equal(InformerEventType.Added, cache.Upsert(Map("a", "8"))?.Type);
    }

    [Fact]
    public void A_deletion_that_overtakes_the_creation_wins()
    {
        Assert.Null(cache.Remove(Map("a", "7")));

        Assert.Null(cache.Upsert(Map("a", "5")));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void A_sweep_removes_what_a_list_lacks_in_its_namespace_but_not_what_is_newer_than_the_list()
    {
        cache.Upsert(Map("listed", "5"));
        cache.Upsert(Map("missing", "6"));
        cache.Upsert(Map("created-since", "12"));
        cache.Upsert(Map("elsewhere", "4", "other"));

        var changes = cache.Sweep("default", new HashSet<EntityKey> { new("default", "listed") }, "10");

        Assert.Equal("missing", Assert.Single(changes).Entity.Metadata.Name);
        Assert.Equal(["created-since", "elsewhere", "listed"], cache.Snapshot().Select(e => e.Metadata.Name).Order());
    }

    [Fact]
    public void Indexes_follow_every_change()
    {
        cache.Upsert(Map("b", "1", job: "x", owner: "u1"));
        cache.Upsert(Map("a", "2", job: "x", owner: "u1"));
        cache.Upsert(Map("c", "3", "other", job: "x", owner: "u2"));
        Assert.Equal(["a", "b"], Find("job", EntityIndexes.LabelValue("default", "x")));
        Assert.Equal(["c"], Find(EntityIndexes.OwnerUid, "u2"));

        cache.Upsert(Map("a", "4", job: "y", owner: "u1"));
        cache.Remove(Map("b", "5"));

        Assert.Empty(Find("job", EntityIndexes.LabelValue("default", "x")));
        Assert.Equal(["a"], Find("job", EntityIndexes.LabelValue("default", "y")));
        Assert.Equal(["a"], Find(EntityIndexes.OwnerUid, "u1"));
    }

    [Theory]
    [InlineData("9", "10", true)]
    [InlineData("10", "9", false)]
    [InlineData("10", "10", false)]
    [InlineData("99999999999999999999999998", "99999999999999999999999999", true)]
    [InlineData("abc", "10", false)]
    [InlineData("", "10", false)]
    [InlineData(null, "10", false)]
    public void Versions_are_compared_as_numbers_of_any_size(string? a, string b, bool older) =>
        Assert.Equal(older, ResourceVersion.IsOlder(a, b));

    private IEnumerable<string> Find(string index, string value) => cache.ByIndex(index, value).Select(e => e.Metadata.Name);

    private string? Held(string name) => cache.TryGet(new EntityKey("default", name), out var held) ? held.Metadata.ResourceVersion : null;

    private static V1ConfigMap Map(string name, string version, string @namespace = "default", string? job = null, string? owner = null) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = @namespace,
            ResourceVersion = version,
            Labels = job is null ? null : new Dictionary<string, string> { ["job"] = job },
            OwnerReferences = owner is null ? null : [new V1OwnerReference { Uid = owner }],
        },
    };
}
