using GptOperator.Crds.Status;
using GptOperator.Reconciling.Reporting;

namespace GptOperator.Reconciling.Lifecycle;

/// <summary>Every rank ended with exit code 0: the stage is complete, and its results are kept.</summary>
internal static class AttemptSucceeded
{
    public static Situation? Step(Situation situation)
    {
        if (situation.Stage is not { Phase: StagePhase.Running } stage || situation.Attempt is not { Succeeded: true } attempt)
            return null;
        var status = TrainerReport.Merge(situation.Status, stage.Name, attempt.Rank0!.Message);
        return situation.With(status, stage with { Phase = StagePhase.Succeeded, CompletionTime = situation.Now });
    }
}
