using System.Globalization;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Objects;
using GptOperator.Local.ApiServer.Resources;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>Where a proxied request goes.</summary>
internal sealed class ProxyTargets(CatalogHolder catalog, ObjectService objects)
{
    /// <summary>The pod of a service's endpoint, or the named pod itself, as "NAME", "NAME:PORT" or "SCHEME:NAME:PORT".</summary>
    public Uri Of(RequestInfo info, string query)
    {
        var parts = info.Name!.Split(':');
        var (scheme, name, port) = parts switch
        {
            [var n] => ("http", n, ""),
            [var n, var p] => ("http", n, p),
            [var s, var n, var p] => (s.Length == 0 ? "http" : s, n, p),
            _ => throw ApiException.BadRequest($"invalid name \"{info.Name}\"; write NAME, NAME:PORT or SCHEME:NAME:PORT"),
        };
        var (host, number) = info.Type.StorageKey == "/services" ? ServiceTarget(info, name, port) : PodTarget(info, name, port);
        return new Uri($"{scheme}://{host}:{number}{(info.Rest.Length == 0 ? "/" : info.Rest)}{query}");
    }

    private (string Host, long Port) PodTarget(RequestInfo info, string name, string port)
    {
        var pod = objects.Find(catalog.Current.Find("", "v1", "pods")!, info.Namespace!, name).ToJson();
        var address = pod.At("status", "podIP").AsText() ?? throw Unreachable($"pod {name} has no IP yet");
        var ports = Containers(pod).SelectMany(c => (c["ports"] as JsonArray ?? []).OfType<JsonObject>()).ToList();
        if (long.TryParse(port, CultureInfo.InvariantCulture, out var number)) return (address, number);
        var found = ports.FirstOrDefault(p => port.Length == 0 || p.Text("name") == port)?["containerPort"].AsInteger();
        return (address, found ?? (port.Length == 0 ? 80 : throw ApiException.BadRequest($"pod {name} has no port named {port}")));
    }

    private (string Host, long Port) ServiceTarget(RequestInfo info, string name, string port)
    {
        var service = objects.Find(info.Type, info.Namespace!, name).ToJson();
        var ports = (service.At("spec", "ports") as JsonArray ?? []).OfType<JsonObject>().ToList();
        var chosen = ports.FirstOrDefault(p => port.Length == 0 || p.Text("name") == port || p["port"]?.ToJsonString() == port)
            ?? throw Unreachable($"no service port \"{port}\" found for service \"{name}\"");
        var selector = (service.At("spec", "selector") as JsonObject ?? []).ToDictionary(l => l.Key, l => l.Value.AsText());
        var target = chosen["targetPort"].AsText() ?? chosen["targetPort"]?.ToJsonString() ?? chosen["port"]!.ToJsonString();
        var pod = objects.Store.List("/pods").Objects.In(info.Namespace)
            .FirstOrDefault(p => selector.Count > 0 && selector.All(s => p.Labels.GetValueOrDefault(s.Key) == s.Value) && p.ToJson().At("status", "podIP") is not null)
            ?? throw Unreachable($"no endpoints available for service \"{name}\"");
        return PodTarget(info, pod.Name, target);
    }

    private static IEnumerable<JsonObject> Containers(JsonObject pod) => (pod.At("spec", "containers") as JsonArray ?? []).OfType<JsonObject>();

    private static ApiException Unreachable(string why) => new(503, "ServiceUnavailable", why);
}
