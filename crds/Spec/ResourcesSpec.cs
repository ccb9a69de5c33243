namespace GptOperator.Crds.Spec;

/// <summary>Compute resources of a container, as in a pod's <c>resources</c>.</summary>
public sealed record ResourcesSpec
{
    /// <summary>Most that the container may use, by resource: <c>cpu: "4"</c>, <c>memory: 8Gi</c>.</summary>
    public IReadOnlyDictionary<string, Quantity>? Limits { get; init; }

    /// <summary>What the container is sure to have, by resource.</summary>
    public IReadOnlyDictionary<string, Quantity>? Requests { get; init; }
}
