using GptOperator.Crds.Spec;

namespace GptTrainer.Training;

/// <summary>What one optimizer step measured.</summary>
/// <param name="Loss">Mean over the step's tokens, in nats.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="LearningRate">The one applied.</param>
/// <param name="Tokens">Trained on in this step.</param>
/// <param name="Incident">What is to be done about the step, which then changed no weight; null for a step as it should be.</param>
internal readonly record struct StepResult(double Loss, double GradientNorm, double LearningRate, long Tokens, LossGuardAction? Incident = null);
