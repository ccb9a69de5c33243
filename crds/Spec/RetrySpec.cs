using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Spec;

/// <summary>What happens when an attempt at a stage fails.</summary>
public sealed record RetrySpec
{
    /// <summary>Restarts, over all stages, after which the next failure fails the job. A restart goes on from the newest checkpoint.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(1000)]
    public int Limit { get; init; } = 3;

    /// <summary>Wait before the first restart; it doubles with each one after, with up to a tenth of jitter.</summary>
    [Length(2, MaxLength = 32)]
    [Pattern(Duration.Pattern, Explanation = Duration.Explanation)]
    public Duration InitialDelay { get; init; } = new("5s");

    /// <summary>Longest wait before a restart.</summary>
    [Length(2, MaxLength = 32)]
    [Pattern(Duration.Pattern, Explanation = Duration.Explanation)]
    public Duration MaximumDelay { get; init; } = new("5m");

    /// <summary>
    /// What follows which failure; the first rule that fits decides. What none fits: exit codes 64, 65 and 66 and what is over
    /// pendingDeadlineSeconds fail the job at once; evictions, preemptions, lost nodes, deleted pods and exit code 143 restart without
    /// counting; all else restarts and counts.
    /// </summary>
    [Items(0, MaxItems = 32)]
    public IReadOnlyList<RetryRule>? Rules { get; init; }
}
