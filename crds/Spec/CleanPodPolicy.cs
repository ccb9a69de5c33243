using System.Text.Json.Serialization;

namespace GptOperator.Crds.Spec;

/// <summary>Which pods go when the job has ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CleanPodPolicy>))]
public enum CleanPodPolicy
{
    /// <summary>Those that still run; the others stay for their logs.</summary>
    Running,

    /// <summary>All, and their logs with them.</summary>
    All,

    /// <summary>None, unless the job's deadline is over.</summary>
    None,
}
