namespace GptOperator.Crds.Status;

/// <summary>The condition types of a job.</summary>
public static class ConditionTypes
{
    /// <summary>The spec can be run; where False the message lists every fault.</summary>
    public const string Valid = "Valid";

    /// <summary>No pod runs because spec.suspend is true. There from the first time it is.</summary>
    public const string Suspended = "Suspended";

    /// <summary>Every pod of the running attempt is ready.</summary>
    public const string PodsReady = "PodsReady";

    /// <summary>The job is on its way to its end.</summary>
    public const string Progressing = "Progressing";

    /// <summary>Every stage is complete.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>The job ended without its model.</summary>
    public const string Failed = "Failed";
}
