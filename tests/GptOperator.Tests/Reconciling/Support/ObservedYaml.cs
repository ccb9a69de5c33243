using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GptOperator.Crds;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Spec;
using GptOperator.Crds.Trainer;
using GptOperator.Kubernetes;
using GptOperator.Reconciling;
using GptOperator.Reconciling.PodGroups;
using k8s.Models;

namespace GptOperator.Tests.Reconciling.Support;

/// <summary>Reads an observation that states only what matters to its case: the rest is that of a plain job named demo.</summary>
internal static partial class ObservedYaml
{
    public const string Uid = "7f9a2c1e-0000-4000-8000-000000000001";

    public static Observed Read(JsonObject yaml)
    {
        var job = Job(yaml["job"]?.AsObject() ?? []);
        return new Observed
        {
            Job = job,
            Pods = [.. Items(yaml, "pods").Select(pod => Pod(job, pod))],
            ConfigMaps = [.. Items(yaml, "configMaps").Select(map => ConfigMap(job, map))],
            Warnings = Items(yaml, "warnings").ToDictionary(
                warning => $"uid-of-{warning["pod"]}",
                warning => new PodWarning(warning["reason"]!.GetValue<string>(), warning["message"]!.GetValue<string>())),
            PodGroups = yaml["podGroups"]?.AsObject() is { } groups ? PodGroups(job, groups) : null,
            Progress = yaml["progress"]?.AsObject() is { } said ? Heard(yaml, said) : null,
            Rejection = yaml["rejection"]?.Deserialize<Rejection>(ContractJson.Options),
            Settings = new PlannerSettings { TrainerImage = "gpt-trainer:test", ProgressInterval = TimeSpan.FromSeconds(10) },
            Now = DateTimeOffset.Parse(yaml["now"]!.GetValue<string>(), null),
        };
    }

    public static GptTrainingJob Job(JsonObject partial)
    {
        var job = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "demo", ["namespace"] = "default", ["uid"] = Uid, ["generation"] = 1 },
            ["spec"] = new JsonObject
            {
                ["data"] = new JsonObject { ["sources"] = new JsonArray(new JsonObject { ["name"] = "text", ["uri"] = "text.txt" }) },
                ["checkpoint"] = new JsonObject { ["uri"] = "file:///store/demo" },
            },
        };
        Lay(partial, over: job);
        return job.Deserialize<GptTrainingJob>(EntityJson.Options)!;
    }

    private static void Lay(JsonObject partial, JsonObject over)
    {
        foreach (var (name, value) in partial)
        {
            if (value is JsonObject inner && over[name] is JsonObject existing)
                Lay(inner, existing);
            else
                over[name] = value?.DeepClone();
        }
    }

    /// <summary>A pod whose name is one of the job's is the job's, unless the case gives it owners.</summary>
    private static V1Pod Pod(GptTrainingJob job, JsonObject partial)
    {
        var pod = partial.Deserialize<V1Pod>(EntityJson.Options)!;
        pod.Metadata.Uid ??= $"uid-of-{pod.Metadata.Name}";
        pod.Metadata.NamespaceProperty = "default";
        pod.Spec ??= new V1PodSpec { Volumes = [new V1Volume { Name = "job", ConfigMap = new V1ConfigMapVolumeSource { Name = "demo-spec-1" } }] };
        if (PodName().Match(pod.Metadata.Name) is { Success: true } name)
        {
            pod.Metadata.OwnerReferences ??= [Ownership.Of(job)];
            pod.Metadata.Labels ??= JobLabels.OfPod(job, name.Groups[1].Value, int.Parse(name.Groups[2].Value), int.Parse(name.Groups[3].Value));
        }
        return pod;
    }

    private static V1ConfigMap ConfigMap(GptTrainingJob job, JsonObject partial)
    {
        var map = partial.Deserialize<V1ConfigMap>(EntityJson.Options)!;
        map.Metadata.Uid ??= $"uid-of-{map.Metadata.Name}";
        map.Metadata.OwnerReferences ??= [Ownership.Of(job)];
        map.Metadata.Labels ??= JobLabels.OfConfigMap(job, long.Parse(map.Metadata.Name.Split('-')[^1]));
        return map;
    }

    private static ObservedPodGroups PodGroups(GptTrainingJob job, JsonObject yaml) => new(
        Enum.Parse<PodGroupApi>(yaml["api"]!.GetValue<string>()),
        [.. Items(yaml, "found").Select(group => new V1ObjectMeta
        {
            Name = group["name"]!.GetValue<string>(),
            Uid = $"uid-of-{group["name"]}",
            OwnerReferences = [Ownership.Of(job)],
        })]);

    /// <summary>Progress of the last pod, heard just now unless the case says when.</summary>
    private static HeardProgress Heard(JsonObject yaml, JsonObject said)
    {
        var now = yaml["now"]!.GetValue<string>();
        return new HeardProgress
        {
            PodUid = $"uid-of-{Items(yaml, "pods").Last()["metadata"]!["name"]}",
            Progress = said.Deserialize<TrainerProgress>(ContractJson.Options)!,
            MovedAt = DateTimeOffset.Parse(yaml["progressMovedAt"]?.GetValue<string>() ?? now, null),
            ActiveAt = yaml["progressActiveAt"] is { } active ? DateTimeOffset.Parse(active.GetValue<string>(), null) : null,
            AnsweredAt = DateTimeOffset.Parse(yaml["progressAnsweredAt"]?.GetValue<string>() ?? now, null),
        };
    }

    private static IEnumerable<JsonObject> Items(JsonObject yaml, string name) => yaml[name]?.AsArray().Select(item => item!.AsObject()) ?? [];

    [GeneratedRegex(@"^demo-([a-z]+)-(\d+)-(\d+)$")]
    private static partial Regex PodName();
}
