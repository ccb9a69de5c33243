namespace GptOperator.Faults.Simulation;

/// <summary>Stands for SIGKILL: whatever the operator was about to do, it does not.</summary>
internal sealed class OperatorKilledException : Exception;
