using GptOperator.Local.Pods;

namespace GptOperator.Local.Cluster;

/// <summary>How a local cluster runs.</summary>
internal sealed record LocalClusterOptions
{
    public required LocalClusterFolder Folder { get; init; }

    /// <summary>What images stand for on this machine.</summary>
    public required ImageCatalog Images { get; init; }

    /// <summary>TCP port of the API server on loopback; 0 for any free one.</summary>
    public int Port { get; init; }

    /// <summary>Whether the operator runs in the cluster's process; without it, one can be run beside: <c>gpt-operator run</c>.</summary>
    public bool WithOperator { get; init; } = true;

    /// <summary>How often a job's progress is asked for: a person is watching.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(1);
}
