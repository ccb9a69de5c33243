using GptOperator.Crds;
using k8s.Models;

namespace GptOperator.Reconciling.Moves;

/// <summary>An object that is not the job's holds a name that the job needs. It is neither adopted nor deleted.</summary>
internal static class WaitForName
{
    /// <summary>Nothing tells the operator when a stranger goes.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    public static Move? Decide(Situation situation)
    {
        if (situation.Attempt is not { } attempt)
            return null;
        var names = attempt.Missing.Select(missing => missing.PodName).ToHashSet();
        var taken = Foreign(situation.Job, "pod", names, situation.Observed.Pods.Select(pod => pod.Metadata))
            ?? Foreign(situation.Job, "config map", [JobNames.ConfigMap(situation.Job)], situation.Observed.ConfigMaps.Select(map => map.Metadata));
        if (taken is null)
            return null;
        var waiting = Aspect.False(MoveReasons.NameTaken, $"{taken} is not this job's and has a name that the job needs; delete or rename it");
        return new Move { PodsReady = waiting, Progressing = waiting, RequeueAfter = LookAgain };
    }

    private static string? Foreign(GptTrainingJob job, string kind, HashSet<string> names, IEnumerable<V1ObjectMeta> objects) =>
        objects.Where(other => names.Contains(other.Name) && !Ownership.Owns(job, other)).Select(other => $"{kind} {other.Name}").FirstOrDefault();
}
