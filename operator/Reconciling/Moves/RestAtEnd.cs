using GptOperator.Crds.Status;

namespace GptOperator.Reconciling.Moves;

/// <summary>The job has ended; its pods stay for their logs.</summary>
internal static class RestAtEnd
{
    public static Move? Decide(Situation situation)
    {
        if (!situation.Finished)
            return null;
        var (reason, message) = situation.Stage is { Phase: StagePhase.Failed } stage
            ? (MoveReasons.JobFailed, $"stage {stage.Name} failed")
            : (MoveReasons.JobSucceeded, "every stage is complete");
        return new Move { PodsReady = Aspect.False(reason, message), Progressing = Aspect.False(reason, message) };
    }
}
