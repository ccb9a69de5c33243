using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>When which probe of a running container is due.</summary>
internal static class ProbePlanner
{
    public static void Advance(PlanScratch plan, V1Container container, ContainerRecord record)
    {
        // Until the startup probe has passed, the others do not run.
        if (!record.Started)
        {
            Schedule(plan, container, ProbeKind.Startup);
            return;
        }

        Schedule(plan, container, ProbeKind.Liveness);
        Schedule(plan, container, ProbeKind.Readiness);
    }

    public static V1Probe? Of(V1Container container, ProbeKind kind) => kind switch
    {
        ProbeKind.Startup => container.StartupProbe,
        ProbeKind.Liveness => container.LivenessProbe,
        _ => container.ReadinessProbe,
    };

    private static void Schedule(PlanScratch plan, V1Container container, ProbeKind kind)
    {
        var record = plan.Record[container.Name];
        var probe = record.Probe(kind);
        if (Of(container, kind) is not { } spec || probe.InFlight)
            return;
        var due = probe.LastStart is { } last
            ? last.AddSeconds(spec.PeriodSeconds ?? 10)
            : record.StartedAt!.Value.AddSeconds(spec.InitialDelaySeconds ?? 0);
        if (plan.Now < due)
        {
            plan.LookAt(due);
            return;
        }

        plan.Update(record.With(kind, probe with { LastStart = plan.Now, InFlight = true }));
        plan.Do(new PodAction.RunProbe(container.Name, kind, record.RestartCount));
    }
}
