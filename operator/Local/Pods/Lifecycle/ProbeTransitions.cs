using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>What a probe's answer makes of a container's record.</summary>
internal static class ProbeTransitions
{
    public static (ContainerRecord Record, IReadOnlyList<PodEvent> Events) Probed(
        this ContainerRecord record, V1Pod pod, V1Container container, ProbeKind kind, ProbeResult result, DateTimeOffset now)
    {
        var spec = ProbePlanner.Of(container, kind)!;
        var probe = record.Probe(kind) with { InFlight = false };
        probe = result.Success
            ? probe with { Successes = probe.Successes + 1, Failures = 0 }
            : probe with { Successes = 0, Failures = probe.Failures + 1 };
        record = record.With(kind, probe);
        if (result.Success)
            return (probe.Successes >= (spec.SuccessThreshold ?? 1) ? Passed(record, container, kind) : record, []);

        var unhealthy = PodEvent.Warning("Unhealthy", $"{kind} probe failed: {result.Message}", container.Name);
        if (probe.Failures < (spec.FailureThreshold ?? 3))
            return (record, [unhealthy]);
        if (kind == ProbeKind.Readiness)
            return (record with { Ready = false }, [unhealthy]);

        var grace = TimeSpan.FromSeconds(spec.TerminationGracePeriodSeconds ?? pod.Spec.TerminationGracePeriodSeconds ?? 30);
        return (
            record with { Stop = record.Stop ?? new StopRequest { KillAt = now + grace } },
            [unhealthy, PodEvent.Normal("Killing", $"Container {container.Name} failed {kind.ToString().ToLowerInvariant()} probe, will be restarted", container.Name)]);
    }

    private static ContainerRecord Passed(ContainerRecord record, V1Container container, ProbeKind kind) => kind switch
    {
        ProbeKind.Startup => record with { Started = true, Ready = container.ReadinessProbe is null },
        ProbeKind.Readiness => record with { Ready = true },
        _ => record,
    };
}
