using System.Globalization;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Http;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Storage;
using k8s.Models;

namespace GptOperator.Local.ApiServer.Objects;

/// <summary>
/// Holds pods to their namespace's ResourceQuotas: their number, and what their containers request and are limited to.
/// Quotas with scopes bind nothing here, and no quota's status is kept.
/// </summary>
internal static class QuotaRules
{
    private const string Pods = "/pods";
    private const string Quotas = "/resourcequotas";

    /// <exception cref="ApiException">403: a quota leaves no room for the pod.</exception>
    public static void Check(ObjectStore store, ResourceType type, string ns, string name, JsonObject obj)
    {
        if (type.StorageKey != Pods) return;
        var quotas = Of(store, Quotas, ns).Where(quota => quota.At("spec", "scopes") is null && quota.At("spec", "scopeSelector") is null).ToList();
        if (quotas.Count == 0) return;
        var wanted = Sum([obj]);
        var used = Sum(Of(store, Pods, ns).Where(pod => pod.At("status", "phase").AsText() is not ("Succeeded" or "Failed")));
        foreach (var quota in quotas)
        {
            if (Refusal(quota, wanted, used) is { } refusal) throw ApiException.Forbidden(type, name, refusal);
        }
    }

    /// <summary>In the words of the real server; null where there is room.</summary>
    private static string? Refusal(JsonObject quota, Dictionary<string, decimal> wanted, Dictionary<string, decimal> used)
    {
        var name = quota.Metadata().Text("name");
        var hard = (quota.At("spec", "hard") as JsonObject ?? []).ToDictionary(limit => limit.Key, limit => Amount(limit.Value));
        var missing = hard.Keys.Where(key => IsOfEveryPod(key) && !wanted.ContainsKey(key)).Order(StringComparer.Ordinal).ToList();
        if (missing.Count > 0) return $"failed quota: {name}: must specify {string.Join(',', missing)}";
        var over = hard.Keys.Where(key => wanted.TryGetValue(key, out var more) && more + used.GetValueOrDefault(key) > hard[key]).Order(StringComparer.Ordinal).ToList();
        return over.Count == 0 ? null : $"exceeded quota: {name}, requested: {List(wanted)}, used: {List(used)}, limited: {List(hard)}";

        string List(Dictionary<string, decimal> amounts) =>
            string.Join(',', over.Select(key => string.Create(CultureInfo.InvariantCulture, $"{key}={amounts.GetValueOrDefault(key):0.###}")));
    }

    /// <summary>Where a quota limits these, a pod that does not state them is refused.</summary>
    private static bool IsOfEveryPod(string key) => key is "cpu" or "memory" or "requests.cpu" or "requests.memory" or "limits.cpu" or "limits.memory";

    private static Dictionary<string, decimal> Sum(IEnumerable<JsonObject> pods)
    {
        var sum = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var pod in pods)
        {
            Add("pods", 1);
            foreach (var container in (pod.At("spec", "containers") as JsonArray ?? []).OfType<JsonObject>())
                AddContainer(container);
        }
        return sum;

        void Add(string key, decimal amount) => sum[key] = sum.GetValueOrDefault(key) + amount;

        void AddContainer(JsonObject container)
        {
            foreach (var (resource, amount) in container.At("resources", "limits") as JsonObject ?? [])
                Add($"limits.{resource}", Amount(amount));
            foreach (var (resource, amount) in container.At("resources", "requests") as JsonObject ?? [])
            {
                Add($"requests.{resource}", Amount(amount));
                if (resource is "cpu" or "memory") Add(resource, Amount(amount));
            }
        }
    }

    private static decimal Amount(JsonNode? amount) => new ResourceQuantity(amount?.ToString() ?? "0").ToDecimal();

    private static IEnumerable<JsonObject> Of(ObjectStore store, string key, string ns) => store.List(key).Objects.In(ns).Select(obj => obj.ToJson());
}
