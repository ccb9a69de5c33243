using System.Collections.Frozen;
using System.Collections.Immutable;

namespace GptOperator.Local.ApiServer.Resources;

/// <summary>Every resource served at one moment. Replaced whole when a custom resource definition comes or goes.</summary>
internal sealed class ResourceCatalog
{
    private readonly FrozenDictionary<(string Group, string Version, string Plural), ResourceType> _byPath;
    private readonly FrozenDictionary<(string ApiVersion, string Kind), ResourceType> _byKind;

    public ResourceCatalog(IEnumerable<ResourceType> types)
    {
        Types = [.. types];
        _byPath = Types.ToFrozenDictionary(t => (t.Group, t.Version, t.Plural));
        _byKind = Types.DistinctBy(t => (t.ApiVersion, t.Kind)).ToFrozenDictionary(t => (t.ApiVersion, t.Kind));
        // The order of versions within a group is the order of preference.
        Groups = [.. Types.GroupBy(t => t.Group).Select(g => new ApiGroup(g.Key, [.. g.Select(t => t.Version).Distinct()]))];
    }

    public ImmutableArray<ResourceType> Types { get; }

    public ImmutableArray<ApiGroup> Groups { get; }

    public ResourceType? Find(string group, string version, string plural) => _byPath.GetValueOrDefault((group, version, plural));

    public ResourceType? FindKind(string apiVersion, string kind) => _byKind.GetValueOrDefault((apiVersion, kind));

    public IEnumerable<ResourceType> In(string group, string version) => Types.Where(t => t.Group == group && t.Version == version);

    /// <summary>The preferred version of what is stored under a key.</summary>
    public ResourceType? ByStorageKey(string key) => Types.FirstOrDefault(t => t.StorageKey == key);
}
