using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Storage;

/// <summary>What selectors, ownership and deletion ask of an object, read once when it is committed.</summary>
internal sealed record ObjectIdentity
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string Uid { get; init; }

    public required ImmutableDictionary<string, string> Labels { get; init; }

    public required ImmutableArray<OwnerReference> Owners { get; init; }

    public required ImmutableArray<string> Finalizers { get; init; }

    public required bool IsDeleting { get; init; }

    public static ObjectIdentity Of(JsonObject obj)
    {
        var metadata = obj.Metadata();
        return new ObjectIdentity
        {
            Namespace = metadata.Text("namespace") ?? "",
            Name = metadata.Text("name") ?? "",
            Uid = metadata.Text("uid") ?? "",
            Labels = LabelsOf(metadata["labels"] as JsonObject),
            Owners = OwnersOf(metadata["ownerReferences"] as JsonArray),
            Finalizers = metadata["finalizers"] is JsonArray finalizers ? [.. finalizers.Select(f => f.AsText() ?? "")] : [],
            IsDeleting = metadata["deletionTimestamp"] is not null,
        };
    }

    private static ImmutableDictionary<string, string> LabelsOf(JsonObject? labels) =>
        labels is null || labels.Count == 0
            ? ImmutableDictionary<string, string>.Empty
            : labels.ToImmutableDictionary(l => l.Key, l => l.Value.AsText() ?? "", StringComparer.Ordinal);

    private static ImmutableArray<OwnerReference> OwnersOf(JsonArray? owners) =>
        owners is null
            ? []
            : [.. owners.OfType<JsonObject>().Select(o => new OwnerReference(
                o.Text("apiVersion") ?? "",
                o.Text("kind") ?? "",
                o.Text("name") ?? "",
                o.Text("uid") ?? "",
                o["blockOwnerDeletion"].AsBoolean() ?? false))];
}
