using GptOperator.Crds.Trainer;

namespace GptOperator.Reconciling;

/// <summary>What a trainer said of itself, and when by the operator's clock, which no trainer sets.</summary>
internal sealed record HeardProgress
{
    public required string PodUid { get; init; }

    public required TrainerProgress Progress { get; init; }

    /// <summary>When it was first heard to be this far.</summary>
    public required DateTimeOffset MovedAt { get; init; }

    /// <summary>When it was last heard to have done some work, even if it was no further; null while it has answered once only.</summary>
    public DateTimeOffset? ActiveAt { get; init; }

    /// <summary>When it last answered at all.</summary>
    public required DateTimeOffset AnsweredAt { get; init; }
}
