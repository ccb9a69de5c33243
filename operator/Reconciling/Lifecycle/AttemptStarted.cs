using GptOperator.Crds.Status;

namespace GptOperator.Reconciling.Lifecycle;

/// <summary>All pods of the attempt have been seen; from here on a missing one is a loss.</summary>
internal static class AttemptStarted
{
    public static Situation? Step(Situation situation)
    {
        if (situation.Stage is not { Phase: StagePhase.Running, AttemptStartTime: null } stage || situation.Attempt is not { AllPresent: true } attempt)
            return null;
        var created = attempt.Pods.Max(pod => MetaTime.Of(pod.Pod.Metadata.CreationTimestamp));
        return situation.With(situation.Status, stage with { AttemptStartTime = created ?? situation.Now, NotBefore = null });
    }
}
