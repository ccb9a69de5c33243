using GptOperator.Crds.Spec;

namespace GptTrainer.Training;

/// <summary>What a step gave.</summary>
/// <param name="Loss">Mean over the step's tokens, in nats.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="Incident">What is to be done about the step, which then changed no weight; null for a step as it should be.</param>
internal readonly record struct StepOutcome(double Loss, double GradientNorm, LossGuardAction? Incident);
