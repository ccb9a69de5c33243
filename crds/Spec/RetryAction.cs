using System.Text.Json.Serialization;

namespace GptOperator.Crds.Spec;

/// <summary>What follows a failed attempt, the graver the later.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RetryAction>))]
public enum RetryAction
{
    /// <summary>Another attempt, which leaves retry.limit as it is.</summary>
    RestartWithoutCounting,

    /// <summary>Another attempt, while retry.limit lasts.</summary>
    Restart,

    /// <summary>The job fails.</summary>
    Fail,
}
