using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Status;

/// <summary>One aspect of the job's state, by the Kubernetes API conventions.</summary>
public sealed record JobCondition
{
    /// <summary>The aspect: Valid, Suspended, PodsReady, Progressing, Succeeded or Failed.</summary>
    [Required]
    public string Type { get; init; } = "";

    /// <summary>True, False or Unknown.</summary>
    [Required]
    public string Status { get; init; } = "";

    /// <summary>Why, in one PascalCase word.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Why, for a person.</summary>
    public string Message { get; init; } = "";

    /// <summary>When the status last changed.</summary>
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>The generation of the spec that the condition is about.</summary>
    public long? ObservedGeneration { get; init; }
}
