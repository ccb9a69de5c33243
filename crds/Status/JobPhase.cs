using System.Text.Json.Serialization;

namespace GptOperator.Crds.Status;

/// <summary>The job's state in one word.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobPhase>))]
public enum JobPhase
{
    /// <summary>Accepted; no pod runs yet.</summary>
    Pending,

    /// <summary>A stage's pods run.</summary>
    Running,

    /// <summary>An attempt failed; the next one follows after its back-off.</summary>
    Restarting,

    /// <summary>spec.suspend is true: no pod runs, or the last ones are ending.</summary>
    Suspended,

    /// <summary>Every stage is complete.</summary>
    Succeeded,

    /// <summary>The job ended without its model; condition Failed says why.</summary>
    Failed,
}
