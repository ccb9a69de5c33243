using System.Text.Json.Nodes;
using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Spec;

/// <summary>The pods that train.</summary>
public sealed record WorkersSpec
{
    /// <summary>Number of worker pods.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(1)]
    public int Count { get; init; } = 1;

    /// <summary>GPUs of each worker (<c>nvidia.com/gpu</c>); 0 trains on CPU. The stage prepare never asks for a GPU.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(16)]
    public int GpusPerWorker { get; init; }

    /// <summary>The trainer's image. Default: the operator's <c>--trainer-image</c>.</summary>
    [Length(1, MaxLength = 1024)]
    public string? Image { get; init; }

    /// <summary>Compute resources of the trainer's container.</summary>
    public ResourcesSpec? Resources { get; init; }

    /// <summary>
    /// Overrides merged into each pod (strategic merge): metadata.labels, metadata.annotations and any field of a pod's spec.
    /// The trainer's container is named <c>trainer</c>.
    /// </summary>
    [PreserveUnknownFields]
    public JsonObject? PodTemplate { get; init; }
}
