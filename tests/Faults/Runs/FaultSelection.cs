namespace GptOperator.Faults.Runs;

/// <summary>How much of the harness to run.</summary>
internal sealed record FaultSelection
{
    /// <summary>Scenarios whose name holds this.</summary>
    public string Only { get; init; } = "";

    public int Sequences { get; init; } = 5000;

    /// <summary>Scenarios side by side, each on a thread and a cluster of its own.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;
}
