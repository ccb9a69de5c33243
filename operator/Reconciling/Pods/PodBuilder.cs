using System.Text.Json;
using System.Text.Json.Nodes;
using GptOperator.Crds;
using GptOperator.Crds.Trainer;
using k8s;
using k8s.Models;

namespace GptOperator.Reconciling.Pods;

/// <summary>The pod of one rank of one attempt.</summary>
internal static class PodBuilder
{
    public const string ContainerName = "trainer";

    /// <summary>Enough to finish a step and write a checkpoint of a large model.</summary>
    private const int GracePeriodSeconds = 60;

    /// <summary>Leaves time for a second attempt before the deletion is given up.</summary>
    private const int DeletionSeconds = 240;

    /// <exception cref="PodTemplateException">The job's pod template does not fit into a pod.</exception>
    public static V1Pod Build(GptTrainingJob job, PlannerSettings settings, string stage, int attempt, int rank, bool hasPodGroup = false)
    {
        var pod = Plain(job, settings, stage, attempt, rank);
        if (stage != StageNames.Delete)
            PodScheduling.Apply(pod, job, JobNames.Attempt(job, stage, attempt), StagePods.Count(job, stage), hasPodGroup);
        if (job.Spec.Workers.PodTemplate is { } template)
            pod = Overridden(pod, template);
        if (!StageNames.UsesGpus(stage))
            pod = WithoutDevices(pod);
        return stage == StageNames.Delete ? ShortLived(pod) : pod;
    }

    private static V1Pod Plain(GptTrainingJob job, PlannerSettings settings, string stage, int attempt, int rank) => new()
    {
        ApiVersion = "v1",
        Kind = "Pod",
        Metadata = new V1ObjectMeta
        {
            Name = JobNames.Pod(job, stage, attempt, rank),
            NamespaceProperty = job.Metadata.NamespaceProperty,
            Labels = JobLabels.OfPod(job, stage, attempt, rank),
            OwnerReferences = [Ownership.Of(job)],
        },
        Spec = new V1PodSpec
        {
            RestartPolicy = "Never",
            TerminationGracePeriodSeconds = GracePeriodSeconds,
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            SecurityContext = new V1PodSecurityContext { RunAsNonRoot = true, SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" } },
            Containers = [TrainerContainer.Build(job, settings, stage, rank)],
            Volumes = [TrainerContainer.JobVolume(job)],
        },
    };

    private static V1Pod Overridden(V1Pod pod, JsonObject template)
    {
        try
        {
            var json = JsonNode.Parse(KubernetesJson.Serialize(pod))!.AsObject();
            TemplateMerge.Apply(json, Overrides(template));
            TemplateMerge.Apply(json, Contract(pod));
            return KubernetesJson.Deserialize<V1Pod>(json.ToJsonString());
        }
        // A template is any JSON, and the model types refuse a wrong type, a bad quantity or a bad time each with an exception of its own.
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            throw new PodTemplateException(e.Message, e);
        }
    }

    private static JsonObject Overrides(JsonObject template)
    {
        var overrides = new JsonObject();
        if (template["spec"] is { } spec)
            overrides["spec"] = spec.DeepClone();
        if (template["metadata"] is JsonObject metadata)
        {
            overrides["metadata"] = new JsonObject(
                from name in (string[])["labels", "annotations"]
                where metadata[name] is not null
                select KeyValuePair.Create(name, metadata[name]?.DeepClone()));
        }
        return overrides;
    }

    /// <summary>What the operator finds its pods by and what a trainer reads its orders from; laid over whatever a template says.</summary>
    private static JsonObject Contract(V1Pod pod)
    {
        var trainer = pod.Spec.Containers[0];
        var contract = new V1Pod
        {
            Metadata = pod.Metadata,
            Spec = new V1PodSpec
            {
                RestartPolicy = pod.Spec.RestartPolicy,
                Containers =
                [
                    new V1Container
                    {
                        Name = trainer.Name,
                        Env = trainer.Env,
                        VolumeMounts = trainer.VolumeMounts,
                        TerminationMessagePath = trainer.TerminationMessagePath,
                    },
                ],
                Volumes = pod.Spec.Volumes,
            },
        };
        var json = JsonNode.Parse(KubernetesJson.Serialize(contract))!.AsObject();
        var spec = json["spec"]!;
        // An item of the same key is replaced whole: merged, a variable would have both a value and a source.
        foreach (var items in (JsonNode?[])[spec["containers"]![0]!["env"], spec["containers"]![0]!["volumeMounts"], spec["volumes"]])
        {
            foreach (var item in items!.AsArray())
                item![TemplateMerge.Directive] = TemplateMerge.Replace;
        }
        return json;
    }

    /// <summary>A pod that only deletes asks for little, waits in no queue, and is ended by its node in time.</summary>
    private static V1Pod ShortLived(V1Pod pod)
    {
        pod.Spec.ActiveDeadlineSeconds = DeletionSeconds;
        pod.Spec.Containers.First(container => container.Name == ContainerName).Resources = new V1ResourceRequirements
        {
            Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("100m"), ["memory"] = new("256Mi") },
            Limits = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("1"), ["memory"] = new("1Gi") },
        };
        return pod;
    }

    /// <summary>A stage that computes on CPU leaves GPUs and other devices, which are resources with a domain, to those that need them.</summary>
    private static V1Pod WithoutDevices(V1Pod pod)
    {
        var resources = pod.Spec.Containers.First(container => container.Name == ContainerName).Resources;
        foreach (var amounts in new[] { resources?.Limits, resources?.Requests })
        {
            foreach (var device in amounts?.Keys.Where(name => name.Contains('/', StringComparison.Ordinal)).ToList() ?? [])
                amounts!.Remove(device);
        }
        return pod;
    }
}
