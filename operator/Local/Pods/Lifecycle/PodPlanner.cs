using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>Decides what becomes of a pod, as the kubelet would: a pure function of what is seen and the time.</summary>
internal static class PodPlanner
{
    public static PodPlan Plan(PodObservation seen, DateTimeOffset now)
    {
        var plan = new PlanScratch(seen, now);
        var deleted = seen.Pod.Metadata.DeletionTimestamp is not null;
        // The grace period counts from when the deletion is seen: its own timestamp lacks the fractions of a second.
        var deletion = deleted ? now + GracePeriod(seen.Pod) : (DateTimeOffset?)null;
        if (!plan.Record.Finished)
            Advance(plan, Earlier(deletion, seen.ShutdownBy), seen.ShutdownBy is not null && !deleted);
        if (plan.Record.Finished && deleted)
            plan.Do(new PodAction.Remove());
        return plan.Done();
    }

    private static void Advance(PlanScratch plan, DateTimeOffset? stopBy, bool shutdown)
    {
        if (shutdown)
            plan.Record = plan.Record with { End = plan.Record.End ?? PodEnd.Shutdown };
        stopBy = Earlier(stopBy, EnforceDeadline(plan));
        if (stopBy is { } by)
            StopPlanner.StopAll(plan, by);
        else
            Run(plan);
    }

    private static DateTimeOffset? EnforceDeadline(PlanScratch plan)
    {
        if (plan.Pod.Spec.ActiveDeadlineSeconds is { } seconds && plan.Record.End is null)
        {
            var deadline = plan.Record.StartTime.AddSeconds(seconds);
            if (plan.Now < deadline)
            {
                plan.LookAt(deadline);
                return null;
            }

            plan.Record = plan.Record with { End = PodEnd.DeadlineExceeded };
            plan.Tell(PodEvent.Normal(PodEnd.DeadlineExceeded.Reason, PodEnd.DeadlineExceeded.Message));
        }

        return plan.Record.End is null ? null : plan.Now + GracePeriod(plan.Pod);
    }

    private static void Run(PlanScratch plan)
    {
        if (!plan.Record.VolumesReady)
        {
            if (plan.Record.VolumesRetryAt > plan.Now)
                plan.LookAt(plan.Record.VolumesRetryAt);
            else
                plan.Do(new PodAction.SetUpVolumes());
            return;
        }

        // Asked before and after: a pod that is over must not restart the sidecars that are being stopped.
        if (!IsOver(plan) && Initialize(plan))
        {
            foreach (var container in plan.Pod.Spec.Containers)
                ContainerPlanner.Advance(plan, container, Policy(plan.Pod));
        }

        if (IsOver(plan))
            StopPlanner.StopAll(plan, plan.Now + GracePeriod(plan.Pod));
    }

    /// <summary>Init containers one after another; sidecars only have to have started.</summary>
    /// <returns>Whether the pod's own containers may run.</returns>
    private static bool Initialize(PlanScratch plan)
    {
        foreach (var container in plan.Pod.Spec.InitContainers ?? [])
        {
            var isSidecar = IsSidecar(container);
            if (!isSidecar && plan.Record[container.Name].Ended is { ExitCode: 0 })
                continue;
            ContainerPlanner.Advance(plan, container, isSidecar ? "Always" : InitPolicy(plan.Pod));
            if (!isSidecar || !plan.Record[container.Name].Started)
                return false;
        }

        return true;
    }

    /// <summary>Whether nothing that the pod is for is left to run.</summary>
    private static bool IsOver(PlanScratch plan) =>
        plan.Pod.Spec.Containers.All(container => HasEnded(plan, container, Policy(plan.Pod)))
        || (plan.Pod.Spec.InitContainers ?? []).Any(container =>
            !IsSidecar(container) && plan.Record[container.Name].Ended is { ExitCode: not 0 } && HasEnded(plan, container, InitPolicy(plan.Pod)));

    private static bool HasEnded(PlanScratch plan, V1Container container, string policy) =>
        plan.Record[container.Name] is { Phase: ContainerPhase.Terminated, Ended: { } ended } && !ContainerPlanner.Restarts(ended, policy);

    private static string Policy(V1Pod pod) => pod.Spec.RestartPolicy ?? "Always";

    private static string InitPolicy(V1Pod pod) => pod.Spec.RestartPolicy == "Never" ? "Never" : "OnFailure";

    public static bool IsSidecar(V1Container container) => container.RestartPolicy == "Always";

    public static TimeSpan GracePeriod(V1Pod pod) =>
        TimeSpan.FromSeconds(pod.Metadata.DeletionGracePeriodSeconds ?? pod.Spec.TerminationGracePeriodSeconds ?? 30);

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;
}
