using System.Net;
using GptOperator.Kubernetes;
using k8s;

namespace GptOperator.Hosting;

/// <summary>How one operator runs.</summary>
internal sealed record OperatorOptions
{
    public static string DefaultTrainerImage { get; } =
        $"ghcr.io/gptoperator/gpt-trainer:{typeof(OperatorOptions).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>The API server and the credentials for it.</summary>
    public required KubernetesClientConfiguration Cluster { get; init; }

    /// <summary>Namespaces whose jobs are worked at; empty for all.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Where /metrics, /healthz and /readyz are served; null for nowhere.</summary>
    public IPEndPoint? Monitoring { get; init; }

    /// <summary>The lease by which one of several operators leads; null when this one has no rival.</summary>
    public LeaderElectionOptions? LeaderElection { get; init; }

    /// <summary>Jobs worked at side by side, 1 to 256.</summary>
    public int Workers { get; init; } = 16;

    /// <summary>For workers whose job names no image.</summary>
    public string TrainerImage { get; init; } = DefaultTrainerImage;

    /// <summary>Polls a pod's progress through the API server rather than at the pod's own address.</summary>
    public bool ProxyPods { get; init; }

    /// <summary>Time between two looks at a running job's progress; also the least time between two writes of it.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(10);
}
