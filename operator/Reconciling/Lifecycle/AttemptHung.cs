using System.Globalization;
using GptOperator.Crds.Spec;
using GptOperator.Crds.Status;
using GptOperator.Reconciling.Attempts;
using GptOperator.Reconciling.Reporting;

namespace GptOperator.Reconciling.Lifecycle;

/// <summary>
/// The trainer answers and does nothing. One that measures its loss or fetches text makes no step and is at work all the same. One that
/// does not answer is left to its node's probes: an operator that cannot reach a pod must not end what may be running well.
/// </summary>
internal static class AttemptHung
{
    /// <summary>Looks at a trainer's progress without an answer after which what it said before is too old to judge it by.</summary>
    private const int MissedAnswers = 3;

    public static Situation? Step(Situation situation)
    {
        if (StandsStillSince(situation) is not { } since || situation.Observed.Now < since + Timeout(situation) || !IsHeardTwice(situation) || !Answers(situation))
            return null;
        var (stage, pod) = (situation.Stage!, situation.Attempt!.Rank0!);
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"the trainer of pod {pod.Name} answers, but has made no progress since {since:HH:mm:ss} UTC{Place(situation.Status)}; spec.hangTimeout is {situation.Job.Spec.HangTimeout}");
        return AttemptEnd.Follow(situation, RetryPolicy.Judge(situation.Job.Spec.Retry, stage.Name, new Failure(FailureReason.Hung, message) { Node = pod.Node }));
    }

    /// <summary>When the next judgement is due; null where nothing can hang.</summary>
    public static DateTimeOffset? LookAt(Situation situation)
    {
        if (StandsStillSince(situation) is not { } since)
            return null;
        var due = since + Timeout(situation);
        return due > situation.Observed.Now ? due : situation.Observed.Now + situation.Observed.Settings.ProgressInterval;
    }

    /// <summary>Since when the running trainer has been where it is, or has run where it made no progress yet.</summary>
    private static DateTimeOffset? StandsStillSince(Situation situation)
    {
        if (situation is not { IsSuspended: false, Stage: { Phase: StagePhase.Running } stage, Attempt: { AllPresent: true, Rank0: { Ended: false, RunningSince: { } started } pod } }
            || Timeout(situation) == TimeSpan.Zero
            || situation.Observed.Progress is not { } heard || heard.PodUid != pod.Pod.Metadata.Uid)
            return null;
        var written = situation.Status.Progress?.UpdatedAt ?? started;
        // An operator that has just started hears for the first time what may have stood so for long; the status knows.
        var moved = TrainerReport.HasMoved(situation.Status, stage.Name, heard.Progress) || heard.MovedAt < written ? heard.MovedAt : written;
        return new[] { moved, started, heard.ActiveAt ?? started }.Max();
    }

    /// <summary>One answer alone does not say whether a trainer works.</summary>
    private static bool IsHeardTwice(Situation situation) => situation.Observed.Progress!.AnsweredAt > situation.Observed.Progress.MovedAt;

    private static bool Answers(Situation situation) =>
        situation.Observed.Now < situation.Observed.Progress!.AnsweredAt + MissedAnswers * situation.Observed.Settings.ProgressInterval;

    private static TimeSpan Timeout(Situation situation) => situation.Job.Spec.HangTimeout.ToTimeSpan();

    private static string Place(GptTrainingJobStatus status) => status.Progress is { Step: { } step, TotalSteps: { } total }
        ? string.Create(CultureInfo.InvariantCulture, $" (step {step} of {total})")
        : "";
}
