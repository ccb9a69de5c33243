using GptOperator.Crds;
using GptOperator.Crds.Hardware;
using GptOperator.Crds.Presets;
using GptOperator.Crds.Spec;

namespace GptOperator.Estimation;

/// <summary>What training a job takes.</summary>
internal sealed record JobEstimate
{
    /// <summary>A character tokenizer's vocabulary is known once the text is read; most European texts have about so many characters.</summary>
    public const int AssumedCharacters = 128;

    public required long Vocabulary { get; init; }

    public required long Parameters { get; init; }

    /// <summary>Tokens trained on, over all steps and workers.</summary>
    public required double Tokens { get; init; }

    public required double FlopsPerToken { get; init; }

    public required double StateBytes { get; init; }

    public required double ActivationBytes { get; init; }

    /// <summary>The number format of the arithmetic.</summary>
    public required Precision Precision { get; init; }

    /// <summary>GPUs that share the work, at least 1.</summary>
    public required int Gpus { get; init; }

    public double Flops => Tokens * FlopsPerToken;

    public double MemoryGigabytes => (StateBytes + ActivationBytes) / 1e9;

    /// <param name="job">A valid job.</param>
    /// <param name="vocabulary">Of the tokenizer; null for what the job says, or the usual.</param>
    /// <param name="gpus">That share the work; null for those of the job, and 1 where it has none.</param>
    public static JobEstimate Of(GptTrainingJob job, long? vocabulary, int? gpus)
    {
        var shape = ModelPresets.Resolve(job.Spec.Model);
        var pretraining = job.Spec.Pretraining;
        var tokens = vocabulary ?? (job.Spec.Tokenizer.Type == TokenizerType.Character ? AssumedCharacters : job.Spec.Tokenizer.VocabSize ?? TokenizerSpec.DefaultVocabSize);
        var parameters = ModelCost.Parameters(shape, tokens);
        var wide = pretraining.Precision is Precision.Float32 or Precision.TensorFloat32;
        var perWorker = Math.Max(1, job.Spec.Workers.GpusPerWorker);
        return new JobEstimate
        {
            Vocabulary = tokens,
            Parameters = parameters,
            Tokens = (double)pretraining.Steps * pretraining.BatchSize * pretraining.GradientAccumulationSteps * shape.ContextLength * job.Spec.Workers.Count,
            FlopsPerToken = ModelCost.FlopsPerToken(shape, tokens),
            StateBytes = ModelCost.StateBytes(parameters),
            ActivationBytes = ModelCost.ActivationBytes(shape, tokens, (double)pretraining.BatchSize / perWorker, wide),
            Precision = pretraining.Precision,
            Gpus = gpus ?? job.Spec.Workers.Count * perWorker,
        };
    }

    /// <param name="gpu">The kind of GPU.</param>
    /// <param name="utilization">Share of its peak that training reaches, from 0 to 1.</param>
    /// <returns>Hours of one GPU, which several share.</returns>
    public double GpuHours(GpuType gpu, double utilization) =>
        Flops / (gpu.PeakFlops(Precision) * utilization) / 3600;
}
