using GptOperator.Crds.Status;

namespace GptOperator.Reconciling.Lifecycle;

/// <summary>The job is no longer suspended: the stage that it stopped in goes on, and the clock of its deadline starts anew.</summary>
internal static class JobResumed
{
    public static Situation? Step(Situation situation) =>
        situation is { Job.Spec.Suspend: false, Status.StartTime: null, Stage.Phase: StagePhase.Running }
            ? situation.With(situation.Status with { StartTime = situation.Now })
            : null;
}
