using GptOperator.Crds.Status;

namespace GptTrainer.Stages;

/// <summary>What a completed stage leaves behind.</summary>
/// <param name="Message">One line for a person.</param>
/// <param name="Outputs">Where its results lie.</param>
/// <param name="Results">What it measured.</param>
internal sealed record StageOutcome(string Message, OutputsStatus? Outputs = null, ResultsStatus? Results = null);
