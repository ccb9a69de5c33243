using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Resources;

/// <summary>What the API fills into pods and pod templates.</summary>
internal static class PodDefaults
{
    public static void Apply(JsonObject pod)
    {
        if (pod.Object("spec") is not { } spec) return;
        Spec(spec);
        spec.Default("serviceAccountName", "default");
        spec.Default("serviceAccount", spec["serviceAccountName"]?.DeepClone());
        spec.Default("enableServiceLinks", true);
        spec.Default("priority", 0);
        spec.Default("preemptionPolicy", "PreemptLowerPriority");
        var status = pod.Child("status");
        status.Default("phase", "Pending");
        status.Default("qosClass", QualityOfService(spec));
    }

    /// <summary>Also for templates of workloads, which get no status and no service account.</summary>
    public static void Spec(JsonObject spec)
    {
        spec.Default("restartPolicy", "Always");
        spec.Default("terminationGracePeriodSeconds", 30);
        spec.Default("dnsPolicy", "ClusterFirst");
        spec.Default("securityContext", new JsonObject());
        spec.Default("schedulerName", "default-scheduler");
        foreach (var list in (ReadOnlySpan<string>)["initContainers", "containers"])
            foreach (var container in (spec[list] as JsonArray ?? []).OfType<JsonObject>()) Container(container);
        foreach (var volume in (spec["volumes"] as JsonArray ?? []).OfType<JsonObject>()) Volume(volume);
    }

    private static void Container(JsonObject container)
    {
        var image = container.Text("image") ?? "";
        container.Default("imagePullPolicy", IsLatest(image) ? "Always" : "IfNotPresent");
        container.Default("resources", new JsonObject());
        container.Default("terminationMessagePath", "/dev/termination-log");
        container.Default("terminationMessagePolicy", "File");
        foreach (var port in (container["ports"] as JsonArray ?? []).OfType<JsonObject>()) port.Default("protocol", "TCP");
        foreach (var probe in (ReadOnlySpan<string>)["livenessProbe", "readinessProbe", "startupProbe"])
            if (container.Object(probe) is { } p) Probe(p);
        foreach (var variable in (container["env"] as JsonArray ?? []).OfType<JsonObject>())
            if (variable.At("valueFrom", "fieldRef") is JsonObject field) field.Default("apiVersion", "v1");
        if (container.Object("resources") is { } resources) Requests(resources);
    }

    private static void Requests(JsonObject resources)
    {
        if (resources.Object("limits") is not { } limits) return;
        var requests = resources.Child("requests");
        foreach (var (name, amount) in limits) requests.Default(name, amount?.DeepClone());
    }

    private static void Probe(JsonObject probe)
    {
        probe.Default("failureThreshold", 3);
        probe.Default("periodSeconds", 10);
        probe.Default("successThreshold", 1);
        probe.Default("timeoutSeconds", 1);
        if (probe.Object("httpGet") is { } get)
        {
            get.Default("path", "/");
            get.Default("scheme", "HTTP");
        }
    }

    private static void Volume(JsonObject volume)
    {
        foreach (var source in (ReadOnlySpan<string>)["configMap", "secret", "projected", "downwardAPI"])
            if (volume.Object(source) is { } projected) projected.Default("defaultMode", 420);
        if (volume.Object("hostPath") is { } path) path.Default("type", "");
    }

    private static bool IsLatest(string image)
    {
        if (image.Contains('@', StringComparison.Ordinal)) return false;
        var name = image[(image.LastIndexOf('/') + 1)..];
        var tag = name.IndexOf(':', StringComparison.Ordinal);
        return tag < 0 || name[(tag + 1)..] == "latest";
    }

    private static string QualityOfService(JsonObject spec)
    {
        var resources = (spec["containers"] as JsonArray ?? []).OfType<JsonObject>().Select(c => c.Object("resources") ?? []).ToList();
        if (resources.All(r => r.Object("requests") is null && r.Object("limits") is null)) return "BestEffort";
        return resources.All(r => HasBoth(r.Object("limits")) && Json.Same(r["requests"], r["limits"])) ? "Guaranteed" : "Burstable";
    }

    private static bool HasBoth(JsonObject? limits) => limits?["cpu"] is not null && limits["memory"] is not null;
}
