namespace GptOperator.Commands;

/// <summary>How the operator reaches the trainers that it asks for their progress.</summary>
internal enum ProgressRoute
{
    /// <summary>As fits where the operator runs: at their own addresses in a cluster, else through the API server.</summary>
    Auto,

    /// <summary>At the pods' own addresses.</summary>
    Pods,

    /// <summary>Through the API server's pod proxy.</summary>
    Proxy,
}
