using GptOperator.Benchmark.Cluster;

namespace GptOperator.Benchmark.FirstPods;

/// <summary>A controller that makes a pod for each job.</summary>
/// <param name="Name">for the report</param>
/// <param name="Collection">path of its jobs</param>
/// <param name="Job">a job of that name, as JSON</param>
/// <param name="Start">starts the controller</param>
internal sealed record Contender(string Name, string Collection, Func<string, string> Job, Func<ControlPlane, ServerProcess> Start)
{
    /// <summary>The built-in Job controller, alone in its manager.</summary>
    public static Contender JobController(string name, ClusterBinaries binaries, params IEnumerable<string> flags) => new(
        name,
        Kinds.Jobs,
        BatchJob,
        plane => plane.Start(
            "kube-controller-manager",
            binaries.ControllerManager,
            ["--kubeconfig", plane.Kubeconfig, "--controllers", "job-controller", "--leader-elect=false", "--secure-port", "0", .. flags]));

    /// <summary>The operator as it runs in a cluster, which asks trainers at their pods' addresses.</summary>
    public static Contender Operator(ClusterBinaries binaries) => new(
        "gpt-operator",
        Kinds.GptTrainingJobs,
        TrainingJob,
        plane => plane.Start(
            "gpt-operator",
            binaries.Operator,
            ["run", "--kubeconfig", plane.Kubeconfig, "--metrics-port", $"{ControlPlane.FreePort()}", "--progress", "pods"]));

    /// <summary>The smallest job that trains; its first stage is one pod, as the other's is.</summary>
    private static string TrainingJob(string name) => $$"""
        {"apiVersion": "gptoperator.io/v1alpha1", "kind": "GptTrainingJob", "metadata": {"name": "{{name}}"}, "spec": {
          "model": {"preset": "nano"}, "tokenizer": {"type": "character"},
          "data": {"sources": [{"name": "text", "uri": "https://example.com/input.txt"}]},
          "pretraining": {"steps": 2000},
          "checkpoint": {"uri": "https://example.blob.core.windows.net/models/{{name}}"} } }
        """;

    private static string BatchJob(string name) => $$"""
        {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "{{name}}"}, "spec": {"template": {"spec": {
          "restartPolicy": "Never", "containers": [{"name": "trainer", "image": "example.com/trainer:1", "args": ["run"]}]} } } }
        """;
}
