using System.Text.Json.Serialization;

namespace GptOperator.Crds.Status;

/// <summary>A stage's state.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StagePhase>))]
public enum StagePhase
{
    /// <summary>The stages before it are not complete.</summary>
    Pending,

    /// <summary>An attempt at it runs, or is about to.</summary>
    Running,

    /// <summary>Complete.</summary>
    Succeeded,

    /// <summary>It failed and is not tried again.</summary>
    Failed,
}
