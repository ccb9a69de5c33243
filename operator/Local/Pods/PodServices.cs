using GptOperator.Kubernetes;

namespace GptOperator.Local.Pods;

/// <summary>What all pods' workers share.</summary>
internal sealed record PodServices
{
    public required PodRunnerOptions Options { get; init; }

    public required IKubernetesApi Api { get; init; }

    public required IProcessLauncher Launcher { get; init; }

    public required ContainerPreparer Preparer { get; init; }

    public required IReadOnlyDictionary<string, k8s.Models.ResourceQuantity> Capacity { get; init; }

    public required CommandRunner Commands { get; init; }

    public required Prober Prober { get; init; }

    public required GpuAllocator Gpus { get; init; }

    public required IPodAddresses Addresses { get; init; }

    public required PodEventWriter Events { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }
}
