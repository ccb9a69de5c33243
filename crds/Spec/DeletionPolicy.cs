using System.Text.Json.Serialization;

namespace GptOperator.Crds.Spec;

/// <summary>What becomes of what a job stored when the job is deleted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeletionPolicy>))]
public enum DeletionPolicy
{
    /// <summary>It stays.</summary>
    Retain,

    /// <summary>It goes with the job.</summary>
    Delete,
}
