using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Spec;

/// <summary>What follows a failure of a certain kind. A rule is about the failures that fit all of what it states.</summary>
public sealed record RetryRule
{
    /// <summary>The trainer's exit codes that the rule is about.</summary>
    [Items(1, MaxItems = 64)]
    public IReadOnlyList<int>? ExitCodes { get; init; }

    /// <summary>The reasons that the rule is about.</summary>
    [Items(1, MaxItems = 32)]
    public IReadOnlyList<FailureReason>? Reasons { get; init; }

    /// <summary>The stages that the rule is about, such as pretrain.</summary>
    [Items(1, MaxItems = 16, MinItemLength = 1, MaxItemLength = 63)]
    public IReadOnlyList<string>? Stages { get; init; }

    /// <summary>What follows: Restart counts towards limit, RestartWithoutCounting does not, Fail ends the job.</summary>
    [Required]
    public RetryAction Action { get; init; }
}
