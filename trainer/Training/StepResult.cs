namespace GptTrainer.Training;

/// <summary>What one optimizer step measured.</summary>
/// <param name="Loss">Mean over the step's micro-batches, in nats a token.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="LearningRate">The one applied.</param>
internal readonly record struct StepResult(double Loss, double GradientNorm, double LearningRate)
{
    public bool Diverged => !double.IsFinite(Loss) || !double.IsFinite(GradientNorm);
}
