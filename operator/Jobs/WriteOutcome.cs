using GptOperator.Crds;
using GptOperator.Reconciling;

namespace GptOperator.Jobs;

/// <summary>How far a plan's writes came.</summary>
internal sealed record WriteOutcome
{
    /// <summary>The job as it is now.</summary>
    public required GptTrainingJob Job { get; init; }

    /// <summary>The job has changed since it was observed, or is gone: what was planned is void.</summary>
    public bool Outdated { get; init; }

    /// <summary>The write whose name something else held already.</summary>
    public PlannedWrite? NameHeld { get; init; }

    /// <summary>What the API server refused to create.</summary>
    public Rejection? Rejection { get; init; }
}
