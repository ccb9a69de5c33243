namespace GptOperator.Faults.Simulation;

/// <summary>What must hold does not.</summary>
internal sealed class HarnessException(string message) : Exception(message);
