using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>Ends containers with patience: the hook, SIGTERM to the group, and SIGKILL when the grace period is over.</summary>
internal static class StopPlanner
{
    /// <summary>What a container still gets when its hook has used the grace period up.</summary>
    private static readonly TimeSpan LastGrace = TimeSpan.FromSeconds(2);

    /// <summary>Ends the pod's containers, then its sidecars; the pod is finished when none runs any more.</summary>
    public static void StopAll(PlanScratch plan, DateTimeOffset by)
    {
        var sidecars = (plan.Pod.Spec.InitContainers ?? []).Where(PodPlanner.IsSidecar).ToList();
        var others = plan.Pod.Spec.Containers.Concat(plan.Pod.Spec.InitContainers ?? []).Except(sidecars).ToList();
        if (!Stop(plan, others, by) && !Stop(plan, sidecars, by))
            plan.Record = plan.Record with { Finished = true };
    }

    /// <summary>Takes the stop of one container a step further.</summary>
    public static void Advance(PlanScratch plan, V1Container container, StopRequest stop)
    {
        var record = plan.Record[container.Name];
        var hookPending = container.Lifecycle?.PreStop is not null && !stop.HookDone && !stop.TerminateSent;
        if (plan.Now >= stop.KillAt && !stop.KillSent)
            stop = hookPending && stop.HookStarted ? Terminate(plan, container.Name, stop) with { KillAt = plan.Now + LastGrace } : Kill(plan, container.Name, stop);
        else if (hookPending && !stop.HookStarted)
        {
            plan.Do(new PodAction.RunStopHook(container.Name));
            stop = stop with { HookStarted = true };
        }
        else if (!hookPending && !stop.TerminateSent)
            stop = Terminate(plan, container.Name, stop);

        if (!stop.KillSent)
            plan.LookAt(stop.KillAt);
        if (stop != record.Stop)
            plan.Update(record with { Stop = stop });
    }

    /// <returns>Whether one of them still runs.</returns>
    private static bool Stop(PlanScratch plan, IEnumerable<V1Container> containers, DateTimeOffset by)
    {
        var running = containers.Where(container => plan.Record[container.Name].IsRunning).ToList();
        foreach (var container in running)
        {
            var stop = plan.Record[container.Name].Stop;
            if (stop is null)
                plan.Tell(PodEvent.Normal("Killing", $"Stopping container {container.Name}", container.Name));
            stop ??= new StopRequest { KillAt = by };
            Advance(plan, container, stop.KillAt > by ? stop with { KillAt = by } : stop);
        }

        return running.Count > 0;
    }

    private static StopRequest Terminate(PlanScratch plan, string container, StopRequest stop)
    {
        plan.Do(new PodAction.Signal(container, ProcessSignal.Terminate));
        return stop with { TerminateSent = true };
    }

    private static StopRequest Kill(PlanScratch plan, string container, StopRequest stop)
    {
        plan.Do(new PodAction.Signal(container, ProcessSignal.Kill));
        return stop with { KillSent = true, TerminateSent = true };
    }
}
