using GptOperator.Crds.Status;
using GptOperator.Reconciling.Moves;

namespace GptOperator.Reconciling.Reporting;

/// <summary>The settled status as its readers see it: phase, conditions and progress.</summary>
internal static class StatusReport
{
    public static GptTrainingJobStatus Of(Situation situation, Move move)
    {
        var status = situation.Finished || situation.Stage is null
            ? situation.Status
            : TrainerReport.Merge(situation.Status, situation.Stage.Name, situation.Observed.Progress);
        return status with
        {
            ObservedGeneration = situation.Job.Metadata.Generation,
            Phase = PhaseOf(situation),
            Conditions = ConditionReport.Of(situation, move),
        };
    }

    private static JobPhase PhaseOf(Situation situation) => situation switch
    {
        { Stage: null } => JobPhase.Succeeded,
        { Finished: true } => JobPhase.Failed,
        { Attempt.HasRun: true } => JobPhase.Running,
        { Faults.Count: > 0, Attempt.AllPresent: false } => JobPhase.Failed,
        { Stage.Attempt: > 0 } => JobPhase.Restarting,
        { Status.Stages: [{ Phase: StagePhase.Succeeded }, ..] } => JobPhase.Running,
        _ => JobPhase.Pending,
    };
}
