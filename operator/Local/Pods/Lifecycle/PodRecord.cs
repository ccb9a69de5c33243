using System.Collections.Immutable;
using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>All that the runner knows of one pod.</summary>
internal sealed record PodRecord
{
    public required string Uid { get; init; }

    public required string PodIp { get; init; }

    public required DateTimeOffset StartTime { get; init; }

    public ImmutableDictionary<string, ContainerRecord> Containers { get; init; } = ImmutableDictionary<string, ContainerRecord>.Empty;

    public bool VolumesReady { get; init; }

    public DateTimeOffset? VolumesRetryAt { get; init; }

    /// <summary>Set when the pod was ended as a whole: it has failed, whatever its containers say.</summary>
    public PodEnd? End { get; init; }

    /// <summary>Every container has ended for good.</summary>
    public bool Finished { get; init; }

    public ContainerRecord this[string container] => Containers[container];

    public PodRecord With(ContainerRecord container) =>
        ReferenceEquals(Containers[container.Name], container) ? this : this with { Containers = Containers.SetItem(container.Name, container) };

    /// <summary>The record of a pod that this runner meets without a state file of its own.</summary>
    /// <remarks>What the API says of ended containers is believed; of those it calls running nothing is known any more.</remarks>
    public static PodRecord Of(V1Pod pod, string podIp, DateTimeOffset now)
    {
        var known = (pod.Status?.ContainerStatuses ?? []).Concat(pod.Status?.InitContainerStatuses ?? []).ToDictionary(status => status.Name);
        var names = pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? []).Select(container => container.Name);
        return new PodRecord
        {
            Uid = pod.Uid(),
            PodIp = podIp,
            StartTime = pod.Status?.StartTime is { } start ? new DateTimeOffset(start.ToUniversalTime()) : now,
            Containers = names.ToImmutableDictionary(name => name, name => ContainerStatuses.Restore(name, known.GetValueOrDefault(name), now)),
            Finished = pod.Status?.Phase is "Succeeded" or "Failed",
        };
    }
}
