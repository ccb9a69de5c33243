using System.Collections.Immutable;
using GptOperator.Crds.Spec;
using GptOperator.Crds.Status;
using k8s.Models;

namespace GptOperator.Tests.Reconciling.Simulation;

/// <summary>All objects of the simulated cluster at one moment.</summary>
internal sealed record View
{
    public required GptTrainingJobSpec Spec { get; init; }

    public GptTrainingJobStatus? Status { get; init; }

    public int Generation { get; init; } = 1;

    public int Revision { get; init; } = 1;

    public ImmutableSortedDictionary<string, SimulatedPod> Pods { get; init; } = ImmutableSortedDictionary<string, SimulatedPod>.Empty;

    public ImmutableSortedDictionary<string, V1ConfigMap> ConfigMaps { get; init; } = ImmutableSortedDictionary<string, V1ConfigMap>.Empty;
}
