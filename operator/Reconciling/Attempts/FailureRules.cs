using System.Collections.Immutable;
using System.Globalization;
using GptOperator.Crds.Spec;
using GptOperator.Crds.Trainer;
using GptOperator.Reconciling.Pods;

namespace GptOperator.Reconciling.Attempts;

/// <summary>Says why a pod failed. The first rule that knows its kind of failure decides; the last one knows them all.</summary>
internal static class FailureRules
{
    private static readonly ImmutableArray<Func<RankPod, Failure?>> Rules =
    [
        Disrupted,
        OutOfTime,
        OutOfMemory,
        EndedByTrainer,
        NeverStarted,
        Crashed,
        FailedAroundTrainer,
    ];

    public static Failure Explain(RankPod pod) => Rules.Select(rule => rule(pod)).First(failure => failure is not null)! with
    {
        ExitCode = pod.End?.ExitCode,
        Node = pod.Node,
        Time = pod.EndTime,
    };

    /// <summary>Of a pod that was there and is gone without a trace.</summary>
    public static Failure Gone(string podName) => new(FailureReason.PodDeleted, $"pod {podName} was deleted before it ended");

    private static Failure? Disrupted(RankPod pod)
    {
        if (pod.End is { ExitCode: not TrainerExitCode.Stopped and not TrainerExitCode.Killed, Reason: not "ContainerStatusUnknown" })
            return null;
        if (Disruption.Of(pod.Pod) is not var (reason, words))
            return pod.Ended && pod.End is null && pod.Pod.Status?.Phase is not "Failed" ? Lost(pod) : null;
        var node = pod.Node is { } name ? $" on node {name}" : "";
        return new(reason, Line($"pod {pod.Name}{node} was ended from outside", words));
    }

    private static Failure Lost(RankPod pod) => new(
        FailureReason.NodeLost,
        $"pod {pod.Name} was deleted and {(pod.Node is { } node ? $"node {node}" : "its node")} has not confirmed its end for {Duration.Humanize(RankPod.LostAfter)}");

    /// <summary>The deadline that a pod template may set for each of its pods; the job's own ends the job, not the pod.</summary>
    private static Failure? OutOfTime(RankPod pod) =>
        pod.Pod.Status?.Reason == nameof(FailureReason.DeadlineExceeded) && pod.End is null or { ExitCode: TrainerExitCode.Stopped or TrainerExitCode.Killed }
            ? new(FailureReason.DeadlineExceeded, $"pod {pod.Name} ran longer than the activeDeadlineSeconds of spec.workers.podTemplate")
            : null;

    private static Failure? OutOfMemory(RankPod pod)
    {
        if (pod.End?.Reason != nameof(FailureReason.OOMKilled))
            return null;
        var trainer = pod.Pod.Spec?.Containers?.FirstOrDefault(container => container.Name == PodBuilder.ContainerName);
        var limit = trainer?.Resources?.Limits is { } limits && limits.TryGetValue("memory", out var memory) ? $" of {memory}" : "";
        return new(
            FailureReason.OOMKilled,
            $"pod {pod.Name} used more than its memory limit{limit}; raise spec.workers.resources.limits.memory or lower spec.pretraining.batchSize");
    }

    private static Failure? EndedByTrainer(RankPod pod) => pod.End?.ExitCode switch
    {
        TrainerExitCode.InvalidJob => new(FailureReason.InvalidJob, Words(pod, "the job is wrong")),
        TrainerExitCode.InvalidData => new(FailureReason.InvalidData, Words(pod, "the data is wrong")),
        TrainerExitCode.Diverged => new(FailureReason.Diverged, Words(pod, "training diverged")),
        TrainerExitCode.TransientFault => new(FailureReason.TransientFault, Words(pod, "a passing fault")),
        TrainerExitCode.Stopped => new(FailureReason.Stopped, $"pod {pod.Name} was stopped on request"),
        _ => null,
    };

    private static Failure? NeverStarted(RankPod pod) => pod.End?.Reason is "StartError" or "ContainerCannotRun"
        ? new(FailureReason.StartError, Line($"the trainer of pod {pod.Name} did not start", pod.End.Message))
        : null;

    private static Failure? Crashed(RankPod pod)
    {
        if (pod.End is not { } end)
            return null;
        var reason = end.ExitCode == TrainerExitCode.Killed ? FailureReason.Killed : FailureReason.Crashed;
        var code = end.ExitCode is > 128 and < 160 ? $"{end.ExitCode} (signal {end.ExitCode - 128})" : end.ExitCode.ToString(CultureInfo.InvariantCulture);
        return new(reason, Line($"the trainer of pod {pod.Name} ended with exit code {code}", pod.Message?.Message ?? end.Message));
    }

    private static Failure? FailedAroundTrainer(RankPod pod)
    {
        var initContainer = pod.Pod.Status?.InitContainerStatuses?.FirstOrDefault(status => status.State?.Terminated is { ExitCode: not 0 });
        var what = initContainer is null
            ? $"pod {pod.Name} failed"
            : $"init container {initContainer.Name} of pod {pod.Name} ended with exit code {initContainer.State.Terminated.ExitCode}";
        return new(
            FailureReason.PodFailed,
            Line(what, initContainer?.State.Terminated.Message ?? pod.Pod.Status?.Message ?? pod.Pod.Status?.Reason));
    }

    /// <summary>The trainer's own message, which already names field, value and mend.</summary>
    private static string Words(RankPod pod, string otherwise) =>
        TerminationMessages.LastLine(pod.Message?.Message ?? pod.End?.Message) is { Length: > 0 } words ? words : $"{otherwise}, says pod {pod.Name}";

    private static string Line(string what, string? words) =>
        TerminationMessages.LastLine(words) is { Length: > 0 } line ? $"{what}: {line}" : what;
}
