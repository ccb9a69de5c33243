namespace GptTrainer.Training;

/// <summary>What one update multiplies with, worked out once in double precision.</summary>
/// <param name="GradientScale">Applied to every gradient first.</param>
/// <param name="Beta1">Decay of the first moment.</param>
/// <param name="Beta2">Decay of the second moment.</param>
/// <param name="Decay">1 - learning rate x weight decay.</param>
/// <param name="StepSize">Learning rate over the first moment's bias correction.</param>
/// <param name="InverseRootCorrection">1 over the root of the second moment's bias correction.</param>
/// <param name="Epsilon">Added to the denominator.</param>
internal readonly record struct AdamWCoefficients(
    float GradientScale, float Beta1, float Beta2, float Decay, float StepSize, float InverseRootCorrection, float Epsilon)
{
    public static AdamWCoefficients Of(AdamWOptions options, long step, double learningRate, double gradientScale) => new(
        (float)gradientScale,
        (float)options.Beta1,
        (float)options.Beta2,
        (float)(1 - learningRate * options.WeightDecay),
        (float)(learningRate / (1 - Math.Pow(options.Beta1, step))),
        (float)(1 / Math.Sqrt(1 - Math.Pow(options.Beta2, step))),
        (float)options.Epsilon);
}
