namespace GptOperator.Crds.Validation;

/// <summary>When a field of a job that exists may be changed.</summary>
public enum EditTime
{
    /// <summary>At any time; what pods read takes effect with the next attempt.</summary>
    Always,

    /// <summary>While spec.suspend is true.</summary>
    WhileSuspended,

    /// <summary>Not any more.</summary>
    Never,
}
