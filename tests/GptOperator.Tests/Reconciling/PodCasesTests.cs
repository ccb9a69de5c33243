using System.Text.Json;
using System.Text.Json.Nodes;
using GptOperator.Kubernetes;
using GptOperator.Reconciling;
using GptOperator.Reconciling.Pods;
using GptOperator.Tests.Reconciling.Support;

namespace GptOperator.Tests.Reconciling;

/// <summary>Jobs as folders: <c>job.yaml</c> and <c>stage</c> in, the pod in full out.</summary>
public sealed class PodCasesTests
{
    private const string Folder = "PodCases";

    public static TheoryData<string> Cases => [.. Golden.Names(Folder)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_pod_is_the_expected_one(string name)
    {
        var yaml = Golden.Read(Folder, name, "job.yaml");
        var job = ObservedYaml.Job(yaml["job"]!.AsObject());

        var pod = PodBuilder.Build(job, new PlannerSettings { TrainerImage = "gpt-trainer:test", ProgressInterval = TimeSpan.FromSeconds(10) }, yaml["stage"]!.GetValue<string>(), attempt: 2, rank: 0, hasPodGroup: yaml["hasPodGroup"]?.GetValue<bool>() == true);

        Golden.Compare(Folder, name, "pod.yaml", JsonNode.Parse(JsonSerializer.Serialize(pod, EntityJson.Options))!);
    }

    [Fact]
    public void The_config_map_holds_the_job_as_trainers_read_it()
    {
        var job = ObservedYaml.Job(new JsonObject { ["metadata"] = new JsonObject { ["generation"] = 4, ["resourceVersion"] = "99" } });

        var map = ConfigMapBuilder.Build(job);

        Assert.Equal("demo-spec-4", map.Metadata.Name);
        Assert.True(map.Immutable);
        var read = JsonSerializer.Deserialize<Crds.GptTrainingJob>(map.Data["job.json"], Crds.Serialization.ContractJson.Options)!;
        Assert.Equal(("demo", "default", ObservedYaml.Uid), (read.Metadata.Name, read.Metadata.NamespaceProperty, read.Metadata.Uid));
        Assert.Null(read.Metadata.ResourceVersion);
        Assert.Equal("text.txt", read.Spec.Data.Sources.Single().Uri);
    }
}
