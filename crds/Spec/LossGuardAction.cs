using System.Text.Json.Serialization;

namespace GptOperator.Crds.Spec;

/// <summary>An answer to a loss that leaps or is no number.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LossGuardAction>))]
public enum LossGuardAction
{
    /// <summary>The training ends as diverged.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,

    /// <summary>The step's data are passed over.</summary>
    [JsonStringEnumMemberName("skip")]
    Skip,

    /// <summary>The training goes back to its newest checkpoint, and on with the data after the step's.</summary>
    [JsonStringEnumMemberName("rewind")]
    Rewind,
}
