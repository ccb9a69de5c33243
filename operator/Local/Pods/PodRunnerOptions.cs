using k8s.Models;

namespace GptOperator.Local.Pods;

internal sealed record PodRunnerOptions
{
    /// <summary>Holds pods' files, logs and claims; the same folder finds running pods again.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where containers without a workingDir run: the folder of the user's shell, so that relative paths mean the same.</summary>
    public string WorkingDirectory { get; init; } = Directory.GetCurrentDirectory();

    public string NodeName { get; init; } = "local";

    public ImageCatalog Images { get; init; } = new();

    public RestartRules Rules { get; init; } = new();

    /// <summary>What the node offers, by resource; by default what <see cref="NodeCapacity.Detect"/> finds.</summary>
    public IReadOnlyDictionary<string, ResourceQuantity>? Capacity { get; init; }

    /// <summary>How long pods get to end when the whole local cluster goes down; shorter than their own grace period wins.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How finely log lines are timed.</summary>
    public TimeSpan StampInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan MemoryInterval { get; init; } = TimeSpan.FromMilliseconds(500);
}
