using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Resources;

/// <summary>What the API fills into apps/v1 and batch/v1 objects.</summary>
internal static class WorkloadDefaults
{
    public static void Deployment(JsonObject obj)
    {
        if (obj.Object("spec") is not { } spec) return;
        spec.Default("replicas", 1);
        spec.Default("revisionHistoryLimit", 10);
        spec.Default("progressDeadlineSeconds", 600);
        var strategy = spec.Child("strategy");
        strategy.Default("type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate")
        {
            var rolling = strategy.Child("rollingUpdate");
            rolling.Default("maxSurge", "25%");
            rolling.Default("maxUnavailable", "25%");
        }

        Template(spec);
    }

    public static void ReplicaSet(JsonObject obj)
    {
        if (obj.Object("spec") is not { } spec) return;
        spec.Default("replicas", 1);
        Template(spec);
    }

    public static void StatefulSet(JsonObject obj)
    {
        if (obj.Object("spec") is not { } spec) return;
        spec.Default("replicas", 1);
        spec.Default("revisionHistoryLimit", 10);
        spec.Default("podManagementPolicy", "OrderedReady");
        spec.Default("updateStrategy", new JsonObject { ["type"] = "RollingUpdate", ["rollingUpdate"] = new JsonObject { ["partition"] = 0 } });
        Template(spec);
    }

    public static void DaemonSet(JsonObject obj)
    {
        if (obj.Object("spec") is not { } spec) return;
        spec.Default("revisionHistoryLimit", 10);
        spec.Default("updateStrategy", new JsonObject
        {
            ["type"] = "RollingUpdate",
            ["rollingUpdate"] = new JsonObject { ["maxSurge"] = 0, ["maxUnavailable"] = 1 },
        });
        Template(spec);
    }

    public static void Job(JsonObject obj)
    {
        if (obj.Object("spec") is not { } spec) return;
        if (spec["completions"] is null && spec["parallelism"] is null) spec["completions"] = 1;
        spec.Default("parallelism", 1);
        spec.Default("backoffLimit", 6);
        spec.Default("completionMode", "NonIndexed");
        spec.Default("suspend", false);
        spec.Default("podReplacementPolicy", "TerminatingOrFailed");
        SelectOwnPods(obj, spec);
        Template(spec);
    }

    private static void SelectOwnPods(JsonObject job, JsonObject spec)
    {
        if (spec["manualSelector"].AsBoolean() == true || job.Metadata().Text("uid") is not { } uid) return;
        const string Label = "batch.kubernetes.io/controller-uid";
        spec.Child("selector").Child("matchLabels").Default(Label, uid);
        var labels = spec.Child("template").Metadata().Child("labels");
        labels.Default(Label, uid);
        labels.Default("batch.kubernetes.io/job-name", job.Metadata().Text("name"));
        labels.Default("controller-uid", uid);
        labels.Default("job-name", job.Metadata().Text("name"));
    }

    private static void Template(JsonObject spec)
    {
        if (spec.At("template", "spec") is JsonObject pod) PodDefaults.Spec(pod);
    }
}
