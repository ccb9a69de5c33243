namespace GptOperator.Faults.Runs;

/// <param name="Where">Scenario and disturbance.</param>
/// <param name="What">What did not hold.</param>
internal sealed record Failure(string Where, string What)
{
    public override string ToString() => $"{Where}\n    {What.ReplaceLineEndings("\n    ")}";
}
