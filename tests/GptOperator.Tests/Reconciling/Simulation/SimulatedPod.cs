using k8s.Models;

namespace GptOperator.Tests.Reconciling.Simulation;

/// <summary>A pod as the simulated cluster keeps it; every change is a new one, so that old views stay what they were.</summary>
internal sealed record SimulatedPod
{
    public required V1Pod Wanted { get; init; }

    public required string Uid { get; init; }

    public required DateTimeOffset Created { get; init; }

    public bool Started { get; init; }

    public int? ExitCode { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public bool Evicted { get; init; }

    public DateTimeOffset? Deleted { get; init; }

    public string Name => Wanted.Metadata.Name;

    public bool Alive => ExitCode is null;

    public V1Pod ToPod() => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = Name,
            NamespaceProperty = Wanted.Metadata.NamespaceProperty,
            Uid = Uid,
            Labels = Wanted.Metadata.Labels,
            OwnerReferences = Wanted.Metadata.OwnerReferences,
            CreationTimestamp = Created.UtcDateTime,
            DeletionTimestamp = Deleted?.UtcDateTime,
        },
        Spec = Wanted.Spec,
        Status = new V1PodStatus
        {
            Phase = ExitCode switch { 0 => "Succeeded", not null => "Failed", null => Started ? "Running" : "Pending" },
            Reason = Evicted ? "Evicted" : null,
            Conditions = [new V1PodCondition { Type = "Ready", Status = Started && Alive ? "True" : "False" }],
            ContainerStatuses = Started ? [new V1ContainerStatus { Name = "trainer", State = State() }] : null,
        },
    };

    private V1ContainerState State() => ExitCode is { } code
        ? new() { Terminated = new V1ContainerStateTerminated { ExitCode = code, Reason = code == 0 ? "Completed" : "Error", FinishedAt = Ended?.UtcDateTime } }
        : new() { Running = new V1ContainerStateRunning() };
}
