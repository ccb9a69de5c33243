using GptOperator.Crds.Status;

namespace GptOperator.Reconciling.Lifecycle;

/// <summary>The stages before it are complete, and the spec can be run and is not suspended: its first attempt begins.</summary>
internal static class StageStarted
{
    public static Situation? Step(Situation situation)
    {
        if (situation.Stage is not { Phase: StagePhase.Pending } stage || situation.Job.Spec.Suspend || situation.Faults.Count > 0)
            return null;
        var status = situation.Status with
        {
            StartTime = situation.Status.StartTime ?? situation.Now,
            Progress = new ProgressStatus { Stage = stage.Name, Gpus = StagePods.Gpus(situation.Job, stage.Name) },
        };
        return situation.With(status, stage with { Phase = StagePhase.Running, StartTime = situation.Now });
    }
}
