using GptOperator.Crds.Status;
using GptOperator.Crds.Trainer;
using GptOperator.Reconciling.Moves;

namespace GptOperator.Reconciling.Reporting;

/// <summary>The settled status as its readers see it: phase, conditions and progress.</summary>
internal static class StatusReport
{
    public static GptTrainingJobStatus Of(Situation situation, Move move)
    {
        var status = Heard(situation);
        return status with
        {
            ObservedGeneration = situation.Job.Metadata.Generation,
            Phase = PhaseOf(situation),
            Conditions = ConditionReport.Of(situation, move),
        };
    }

    private static GptTrainingJobStatus Heard(Situation situation) => situation switch
    {
        { Finished: true } or { Stage: null } => situation.Status,
        { IsSuspended: true } => TrainerReport.AtRest(TrainerReport.Merge(situation.Status, situation.Stage.Name, LastWords(situation))),
        _ => TrainerReport.Merge(
            situation.Status, situation.Stage.Name, situation.Observed.Progress, situation.Observed.Settings.ProgressInterval, situation.Observed.Now),
    };

    /// <summary>What the trainer left that was stopped for the suspension: how far it came, and its checkpoint.</summary>
    private static TerminationMessage? LastWords(Situation situation) => situation.Owned
        .FirstOrDefault(pod => pod.Stage == situation.Stage!.Name && pod.Attempt == situation.Stage.Attempt - 1 && pod.Rank == 0)?.Message;

    private static JobPhase PhaseOf(Situation situation) => situation switch
    {
        { Stage: null } => JobPhase.Succeeded,
        { Finished: true } => JobPhase.Failed,
        { IsSuspended: true } => JobPhase.Suspended,
        { Attempt.HasRun: true } => JobPhase.Running,
        { Faults.Count: > 0, Attempt.AllPresent: false } => JobPhase.Failed,
        { Stage: { Attempt: > 0, LastFailureReason: not null } } => JobPhase.Restarting,
        { Status.Stages: [{ Phase: StagePhase.Succeeded }, ..] } => JobPhase.Running,
        _ => JobPhase.Pending,
    };
}
