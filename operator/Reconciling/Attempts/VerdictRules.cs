using System.Collections.Immutable;
using System.Globalization;
using GptOperator.Crds.Spec;
using GptOperator.Crds.Trainer;
using GptOperator.Reconciling.Pods;

namespace GptOperator.Reconciling.Attempts;

/// <summary>Judges a failed pod. The first rule that knows its kind of failure decides; the last one knows them all.</summary>
internal static class VerdictRules
{
    private static readonly ImmutableArray<Func<RankPod, Verdict?>> Rules =
    [
        Disrupted,
        OutOfMemory,
        EndedByTrainer,
        NeverStarted,
        Crashed,
        FailedAroundTrainer,
    ];

    public static Verdict Judge(RankPod pod) => Rules.Select(rule => rule(pod)).First(verdict => verdict is not null)!;

    /// <summary>The verdict on a pod that was there and is gone without a trace.</summary>
    public static Verdict Gone(string podName) =>
        new(VerdictAction.RestartWithoutCounting, FailureReasons.PodDeleted, $"pod {podName} was deleted before it ended");

    private static Verdict? Disrupted(RankPod pod)
    {
        if (pod.End is { ExitCode: not TrainerExitCode.Stopped and not TrainerExitCode.Killed, Reason: not "ContainerStatusUnknown" })
            return null;
        if (Disruption.Of(pod.Pod) is not var (reason, words))
            return pod.Ended && pod.End is null && pod.Pod.Status?.Phase is not "Failed" ? Lost(pod) : null;
        var node = pod.Pod.Spec?.NodeName is { Length: > 0 } name ? $" on node {name}" : "";
        return new(VerdictAction.RestartWithoutCounting, reason, Line($"pod {pod.Name}{node} was ended from outside", words));
    }

    private static Verdict Lost(RankPod pod) => new(
        VerdictAction.RestartWithoutCounting,
        FailureReasons.NodeLost,
        $"pod {pod.Name} was deleted and {(pod.Pod.Spec?.NodeName is { Length: > 0 } node ? $"node {node}" : "its node")} has not confirmed its end for {Duration.Humanize(RankPod.LostAfter)}");

    private static Verdict? OutOfMemory(RankPod pod)
    {
        if (pod.End?.Reason != FailureReasons.OOMKilled)
            return null;
        var trainer = pod.Pod.Spec?.Containers?.FirstOrDefault(container => container.Name == PodBuilder.ContainerName);
        var limit = trainer?.Resources?.Limits is { } limits && limits.TryGetValue("memory", out var memory) ? $" of {memory}" : "";
        return new(
            VerdictAction.Restart,
            FailureReasons.OOMKilled,
            $"pod {pod.Name} used more than its memory limit{limit}; raise spec.workers.resources.limits.memory or lower spec.pretraining.batchSize");
    }

    private static Verdict? EndedByTrainer(RankPod pod) => pod.End?.ExitCode switch
    {
        TrainerExitCode.InvalidJob => new(VerdictAction.Fail, FailureReasons.InvalidJob, Words(pod, "the job is wrong")),
        TrainerExitCode.InvalidData => new(VerdictAction.Fail, FailureReasons.InvalidData, Words(pod, "the data is wrong")),
        TrainerExitCode.Diverged => new(VerdictAction.Fail, FailureReasons.Diverged, Words(pod, "training diverged")),
        TrainerExitCode.TransientFault => new(VerdictAction.Restart, FailureReasons.TransientFault, Words(pod, "a passing fault")),
        TrainerExitCode.Stopped => new(VerdictAction.RestartWithoutCounting, FailureReasons.Stopped, $"pod {pod.Name} was stopped on request"),
        _ => null,
    };

    private static Verdict? NeverStarted(RankPod pod) => pod.End?.Reason is "StartError" or "ContainerCannotRun"
        ? new(VerdictAction.Restart, FailureReasons.StartError, Line($"the trainer of pod {pod.Name} did not start", pod.End.Message))
        : null;

    private static Verdict? Crashed(RankPod pod)
    {
        if (pod.End is not { } end)
            return null;
        var reason = end.ExitCode == TrainerExitCode.Killed ? FailureReasons.Killed : FailureReasons.Crashed;
        var code = end.ExitCode is > 128 and < 160 ? $"{end.ExitCode} (signal {end.ExitCode - 128})" : end.ExitCode.ToString(CultureInfo.InvariantCulture);
        return new(VerdictAction.Restart, reason, Line($"the trainer of pod {pod.Name} ended with exit code {code}", pod.Message?.Message ?? end.Message));
    }

    private static Verdict? FailedAroundTrainer(RankPod pod)
    {
        var initContainer = pod.Pod.Status?.InitContainerStatuses?.FirstOrDefault(status => status.State?.Terminated is { ExitCode: not 0 });
        var what = initContainer is null
            ? $"pod {pod.Name} failed"
            : $"init container {initContainer.Name} of pod {pod.Name} ended with exit code {initContainer.State.Terminated.ExitCode}";
        return new(
            VerdictAction.Restart,
            FailureReasons.PodFailed,
            Line(what, initContainer?.State.Terminated.Message ?? pod.Pod.Status?.Message ?? pod.Pod.Status?.Reason));
    }

    /// <summary>The trainer's own message, which already names field, value and mend.</summary>
    private static string Words(RankPod pod, string otherwise) =>
        TerminationMessages.LastLine(pod.Message?.Message ?? pod.End?.Message) is { Length: > 0 } words ? words : $"{otherwise}, says pod {pod.Name}";

    private static string Line(string what, string? words) =>
        TerminationMessages.LastLine(words) is { Length: > 0 } line ? $"{what}: {line}" : what;
}
