using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Resources;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>Discovery documents.</summary>
internal static class Discovery
{
    /// <summary>The Kubernetes version whose API this server speaks.</summary>
    private const string Speaks = "1.35";

    public static JsonObject Version()
    {
        var numbers = Speaks.Split('.');
        return new JsonObject
        {
            ["major"] = numbers[0],
            ["minor"] = numbers[1],
            ["gitVersion"] = $"v{Speaks}.0+gptoperator",
            ["gitCommit"] = "",
            ["gitTreeState"] = "clean",
            ["buildDate"] = "1970-01-01T00:00:00Z",
            ["goVersion"] = "",
            ["compiler"] = ".NET",
            ["platform"] = $"{(OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")}/{Architecture()}",
        };
    }

    public static JsonObject CoreVersions(string host) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = host }),
    };

    public static JsonObject GroupList(ResourceCatalog catalog) => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = Array(catalog.Groups.Where(g => g.Name.Length > 0).Select(GroupBody)),
    };

    public static JsonObject Group(ApiGroup group)
    {
        var body = GroupBody(group);
        body.Insert(0, "kind", "APIGroup");
        body.Insert(1, "apiVersion", "v1");
        return body;
    }

    public static JsonObject ResourceList(IReadOnlyList<ResourceType> types) => new()
    {
        ["kind"] = "APIResourceList",
        ["apiVersion"] = "v1",
        ["groupVersion"] = types[0].ApiVersion,
        ["resources"] = Array(types.SelectMany(Resources)),
    };

    public static JsonObject Aggregated(ResourceCatalog catalog, bool core, string version) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = $"apidiscovery.k8s.io/{version}",
        ["metadata"] = new JsonObject(),
        ["items"] = Array(catalog.Groups.Where(g => core == (g.Name.Length == 0)).Select(g => new JsonObject
        {
            ["metadata"] = g.Name.Length == 0 ? new JsonObject { ["creationTimestamp"] = null } : new JsonObject { ["name"] = g.Name, ["creationTimestamp"] = null },
            ["versions"] = Array(g.Versions.Select(v => new JsonObject
            {
                ["version"] = v,
                ["resources"] = Array(catalog.In(g.Name, v).Select(AggregatedResource)),
                ["freshness"] = "Current",
            })),
        })),
    };

    private static JsonObject AggregatedResource(ResourceType type)
    {
        var body = new JsonObject
        {
            ["resource"] = type.Plural,
            ["responseKind"] = KindOf(type.ApiVersion, type.Kind),
            ["scope"] = type.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = type.Singular,
            ["verbs"] = Texts(type.Verbs),
        };
        if (type.ShortNames.Length > 0) body["shortNames"] = Texts(type.ShortNames);
        if (type.Categories.Length > 0) body["categories"] = Texts(type.Categories);
        if (type.Subresources.Length > 0)
        {
            body["subresources"] = Array(type.Subresources.Select(s => new JsonObject
            {
                ["subresource"] = s.Name,
                ["responseKind"] = KindOf(s.GroupVersion ?? type.ApiVersion, s.Kind),
                ["verbs"] = Texts(s.Verbs),
            }));
        }

        return body;
    }

    private static IEnumerable<JsonObject> Resources(ResourceType type)
    {
        var body = new JsonObject
        {
            ["name"] = type.Plural,
            ["singularName"] = type.Singular,
            ["namespaced"] = type.Namespaced,
            ["kind"] = type.Kind,
            ["verbs"] = Texts(type.Verbs),
        };
        if (type.ShortNames.Length > 0) body["shortNames"] = Texts(type.ShortNames);
        if (type.Categories.Length > 0) body["categories"] = Texts(type.Categories);
        yield return body;
        foreach (var subresource in type.Subresources)
        {
            var sub = new JsonObject
            {
                ["name"] = $"{type.Plural}/{subresource.Name}",
                ["singularName"] = "",
                ["namespaced"] = type.Namespaced,
                ["kind"] = subresource.Kind,
                ["verbs"] = Texts(subresource.Verbs),
            };
            if (subresource.GroupVersion?.Split('/') is [var group, var version])
            {
                sub["group"] = group;
                sub["version"] = version;
            }

            yield return sub;
        }
    }

    private static JsonObject GroupBody(ApiGroup group)
    {
        var versions = group.Versions.Select(v => new JsonObject { ["groupVersion"] = $"{group.Name}/{v}", ["version"] = v }).ToList();
        return new JsonObject
        {
            ["name"] = group.Name,
            ["versions"] = Array(versions),
            ["preferredVersion"] = versions[0].DeepClone(),
        };
    }

    private static JsonObject KindOf(string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return new JsonObject
        {
            ["group"] = slash < 0 ? "" : apiVersion[..slash],
            ["version"] = apiVersion[(slash + 1)..],
            ["kind"] = kind,
        };
    }

    private static string Architecture() => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        var other => other.ToString().ToLowerInvariant(),
    };

    private static JsonArray Array(IEnumerable<JsonObject> items) => new([.. items.Select(i => (JsonNode?)i)]);

    private static JsonArray Texts(ImmutableArray<string> texts) => new([.. texts.Select(t => (JsonNode?)t)]);
}
