using System.Collections.Immutable;
using GptOperator.Crds.Spec;

namespace GptOperator.Reconciling.Attempts;

/// <summary>What follows a failure: the job's own rules, then these; the first that fits decides, and the last fits all.</summary>
internal static class RetryPolicy
{
    private static readonly ImmutableArray<RetryRule> Defaults =
    [
        new()
        {
            Reasons =
            [
                FailureReason.InvalidJob, FailureReason.InvalidData, FailureReason.Diverged,
                FailureReason.ImagePull, FailureReason.Unschedulable, FailureReason.PodRejected, FailureReason.PendingDeadlineExceeded,
            ],
            Action = RetryAction.Fail,
        },
        new()
        {
            Reasons = [FailureReason.Evicted, FailureReason.Preempted, FailureReason.NodeLost, FailureReason.PodDeleted, FailureReason.Stopped],
            Action = RetryAction.RestartWithoutCounting,
        },
        new() { Action = RetryAction.Restart },
    ];

    public static Verdict Judge(RetrySpec retry, string stage, Failure failure) =>
        new((retry.Rules ?? []).Concat(Defaults).First(rule => Fits(rule, stage, failure)).Action, failure);

    private static bool Fits(RetryRule rule, string stage, Failure failure) =>
        rule.Reasons?.Contains(failure.Reason) != false
        && rule.Stages?.Contains(stage) != false
        && (rule.ExitCodes is null || (failure.ExitCode is { } code && rule.ExitCodes.Contains(code)));
}
