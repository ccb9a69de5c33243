using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>What a pod asks of its node, by resource, in base units.</summary>
internal static class PodRequests
{
    /// <remarks>Containers run together, so they add up; init containers run before, one at a time, so the largest counts.</remarks>
    public static IReadOnlyDictionary<string, decimal> Of(V1Pod pod)
    {
        var total = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var container in pod.Spec.Containers)
        {
            foreach (var (resource, amount) in Of(container))
                total[resource] = total.GetValueOrDefault(resource) + amount;
        }

        foreach (var container in pod.Spec.InitContainers ?? [])
        {
            foreach (var (resource, amount) in Of(container))
            {
                var before = total.GetValueOrDefault(resource);
                total[resource] = PodPlanner.IsSidecar(container) ? before + amount : Math.Max(before, amount);
            }
        }

        return total;
    }

    /// <summary>A limit without a request is its request.</summary>
    private static IEnumerable<KeyValuePair<string, decimal>> Of(V1Container container)
    {
        var requests = container.Resources?.Requests ?? new Dictionary<string, ResourceQuantity>();
        var limits = container.Resources?.Limits ?? new Dictionary<string, ResourceQuantity>();
        return limits.Where(pair => !requests.ContainsKey(pair.Key)).Concat(requests)
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToDecimal()));
    }
}
