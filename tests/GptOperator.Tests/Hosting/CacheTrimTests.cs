using GptOperator.Hosting;
using k8s.Models;

namespace GptOperator.Tests.Hosting;

public sealed class CacheTrimTests
{
    [Fact]
    public void A_cached_pod_keeps_what_the_planner_reads_and_nothing_else()
    {
        var limits = new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("1Gi") } };
        var pod = new V1Pod
        {
            Spec = new V1PodSpec
            {
                NodeName = "node-1",
                SchedulingGates = [new V1PodSchedulingGate { Name = "kueue.x-k8s.io/admission" }],
                Containers = [new V1Container { Name = "trainer", Image = "gpt-trainer:1", Env = [new V1EnvVar { Name = "A", Value = "1" }], Resources = limits }],
                Volumes = [new V1Volume { Name = "job", ConfigMap = new V1ConfigMapVolumeSource { Name = "demo-spec-1" } }, new V1Volume { Name = "scratch", EmptyDir = new() }],
                Tolerations = [new V1Toleration { Key = "gpu" }],
            },
        };

        CacheTrim.Trim(pod);

        Assert.Equal("node-1", pod.Spec.NodeName);
        Assert.Equal("kueue.x-k8s.io/admission", Assert.Single(pod.Spec.SchedulingGates).Name);
        var container = Assert.Single(pod.Spec.Containers);
        Assert.Equal(("trainer", limits), (container.Name, container.Resources));
        Assert.Null(container.Env);
        Assert.Equal("demo-spec-1", Assert.Single(pod.Spec.Volumes).ConfigMap.Name);
        Assert.Null(pod.Spec.Tolerations);
    }

    [Fact]
    public void A_cached_config_map_keeps_no_data()
    {
        var map = new V1ConfigMap { Metadata = new() { Name = "demo-spec-1" }, Data = new Dictionary<string, string> { ["job.json"] = "{}" } };

        CacheTrim.Trim(map);

        Assert.Equal("demo-spec-1", map.Metadata.Name);
        Assert.Null(map.Data);
    }
}
