using GptOperator.Crds.Status;

namespace GptOperator.Reconciling.Moves;

/// <summary>The job has ended, and goes itself when its time to live is over.</summary>
internal static class RestAtEnd
{
    public static Move? Decide(Situation situation)
    {
        if (!situation.Finished)
            return null;
        var (reason, message) = situation.Stage is { Phase: StagePhase.Failed } stage
            ? (MoveReasons.JobFailed, $"stage {stage.Name} failed")
            : (MoveReasons.JobSucceeded, "every stage is complete");
        var expiry = Expiry(situation);
        return new Move
        {
            Writes = situation.Observed.Now >= expiry ? [new DeleteJob(situation.Job.Metadata.Uid)] : [],
            PodsReady = Aspect.False(reason, message),
            Progressing = Aspect.False(reason, message),
            RequeueAfter = expiry - situation.Observed.Now,
        };
    }

    private static DateTimeOffset? Expiry(Situation situation)
    {
        var ttl = situation.Job.Spec.TtlSecondsAfterFinished;
        var seconds = situation.Stage is null ? ttl?.Succeeded : ttl?.Failed;
        return seconds is { } time ? situation.Status.CompletionTime + TimeSpan.FromSeconds(time) : null;
    }
}
