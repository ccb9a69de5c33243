using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>Whether a pod fits on the one node there is. Pure.</summary>
internal static class NodeFit
{
    private const string DefaultScheduler = "default-scheduler";

    /// <summary>Whether the pod waits for this scheduler.</summary>
    public static bool IsCandidate(V1Pod pod) =>
        string.IsNullOrEmpty(pod.Spec.NodeName)
        && (pod.Spec.SchedulerName ?? DefaultScheduler) == DefaultScheduler
        && pod.Spec.SchedulingGates is not { Count: > 0 }
        && pod.Metadata.DeletionTimestamp is null;

    /// <param name="placed">The pods that hold a part of the node already.</param>
    public static SchedulingVerdict Judge(V1Pod pod, V1Node node, IEnumerable<V1Pod> placed)
    {
        if (!Matches(pod.Spec.NodeSelector, node.Labels()))
            return Misfit("node(s) didn't match Pod's node affinity/selector");

        var active = placed.Where(other => other.Status?.Phase is not ("Succeeded" or "Failed")).ToList();
        var reasons = new List<string>();
        if (node.Status.Allocatable.TryGetValue("pods", out var most) && active.Count >= most.ToInt32())
            reasons.Add("Too many pods");
        var used = active.Select(PodRequests.Of).ToList();
        foreach (var (resource, wanted) in PodRequests.Of(pod).Where(pair => pair.Value > 0).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var capacity = node.Status.Allocatable.TryGetValue(resource, out var quantity) ? quantity.ToDecimal() : 0;
            if (used.Sum(other => other.GetValueOrDefault(resource)) + wanted > capacity)
                reasons.Add($"Insufficient {resource}");
        }

        return reasons.Count == 0 ? SchedulingVerdict.Fits : Misfit([.. reasons]);
    }

    private static SchedulingVerdict Misfit(params string[] reasons) =>
        new($"0/1 nodes are available: {string.Join(", ", reasons.Select(reason => $"1 {reason}"))}.");

    private static bool Matches(IDictionary<string, string>? selector, IDictionary<string, string>? labels) =>
        selector is null || selector.All(pair => labels?.TryGetValue(pair.Key, out var value) == true && value == pair.Value);
}
