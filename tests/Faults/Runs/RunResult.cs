namespace GptOperator.Faults.Runs;

/// <param name="Writes">What the API server did for the operator.</param>
/// <param name="State">What was left at the end.</param>
/// <param name="Outcome">What of it does not depend on what the operator saw in time.</param>
internal sealed record RunResult(int Writes, string State, string Outcome);
