using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>Starts, probes and restarts one container of a pod that is to run.</summary>
internal static class ContainerPlanner
{
    /// <summary>A pull's own error is shown this long before it gives way to the back-off.</summary>
    private static readonly TimeSpan PullErrorShown = TimeSpan.FromSeconds(1);

    public static void Advance(PlanScratch plan, V1Container container, string policy)
    {
        var record = plan.Record[container.Name];
        if (record.Phase == ContainerPhase.Terminated && Restarts(record.Ended!, policy))
            record = plan.Update(AwaitRestart(plan, record));
        switch (record)
        {
            case { Phase: ContainerPhase.Waiting } when record.RetryAt > plan.Now:
                plan.LookAt(record.RetryAt);
                ShowPullBackOff(plan, container, record);
                break;
            case { Phase: ContainerPhase.Waiting }:
                plan.Do(new PodAction.Start(container.Name));
                break;
            case { IsRunning: true, Stop: { } stop }:
                StopPlanner.Advance(plan, container, stop);
                break;
            case { IsRunning: true }:
                ProbePlanner.Advance(plan, container, record);
                break;
        }
    }

    public static bool Restarts(Termination ended, string policy) =>
        policy == "Always" || (policy == "OnFailure" && ended.ExitCode != 0);

    private static ContainerRecord AwaitRestart(PlanScratch plan, ContainerRecord record)
    {
        var ended = record.Ended!;
        var ranFor = ended.FinishedAt - (ended.StartedAt ?? ended.FinishedAt);
        var pause = ranFor >= plan.Rules.ForgetAfter ? TimeSpan.Zero : record.RestartBackOff;
        var retryAt = ended.FinishedAt + pause;
        var waits = retryAt > plan.Now;
        if (waits)
            plan.Tell(PodEvent.Warning("BackOff", $"Back-off restarting failed container {record.Name} in pod {plan.Pod.Name()}_{plan.Pod.Namespace()}({plan.Pod.Uid()})", record.Name));
        return record with
        {
            Phase = ContainerPhase.Waiting,
            WaitingReason = waits ? "CrashLoopBackOff" : null,
            WaitingMessage = waits ? $"back-off {GoDuration(pause)} restarting failed container={record.Name} pod={plan.Pod.Name()}_{plan.Pod.Namespace()}({plan.Pod.Uid()})" : null,
            WaitingSince = plan.Now,
            RetryAt = retryAt,
            Ended = null,
            LastEnded = ended,
            RestartBackOff = plan.Rules.After(pause),
        };
    }

    private static void ShowPullBackOff(PlanScratch plan, V1Container container, ContainerRecord record)
    {
        if (record.WaitingReason != ImageMessages.PullError)
            return;
        var shownUntil = record.WaitingSince + PullErrorShown;
        if (plan.Now < shownUntil)
        {
            plan.LookAt(shownUntil);
            return;
        }

        plan.Update(record with { WaitingReason = ImageMessages.PullBackOff, WaitingMessage = ImageMessages.BackOff(container.Image, record.WaitingMessage) });
        plan.Tell(PodEvent.Normal("BackOff", ImageMessages.BackOff(container.Image), container.Name));
        plan.Tell(PodEvent.Warning("Failed", $"Error: {ImageMessages.PullBackOff}", container.Name));
    }

    /// <summary>As the kubelet writes durations: 10s, 1m20s, 5m0s.</summary>
    private static string GoDuration(TimeSpan time) =>
        time.TotalSeconds < 60 ? $"{time.TotalSeconds:0.###}s" : $"{(int)time.TotalMinutes}m{time.Seconds}s";
}
