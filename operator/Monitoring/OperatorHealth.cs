namespace GptOperator.Monitoring;

/// <summary>What the probes answer. Set by the host as it goes along.</summary>
internal sealed class OperatorHealth
{
    /// <summary>Null while alive; else what is stuck.</summary>
    public Func<string?> Stuck { get; set; } = () => null;

    /// <summary>Null when ready; else what is awaited.</summary>
    public Func<string?> Awaited { get; set; } = () => "starting";
}
