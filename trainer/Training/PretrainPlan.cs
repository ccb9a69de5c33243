using System.Security.Cryptography;
using System.Text.Json;
using GptOperator.Crds.Presets;
using GptOperator.Crds.Spec;
using GptTrainer.Data;
using GptTrainer.Engine;
using GptTrainer.Models;

namespace GptTrainer.Training;

/// <summary>What a job's spec means to the engine.</summary>
/// <param name="Config">The model.</param>
/// <param name="Options">How it is trained.</param>
/// <param name="Hash">Names everything that decides the weights: the two above and the dataset.</param>
internal sealed record PretrainPlan(GptConfig Config, TrainingOptions Options, string Hash)
{
    // Raised when the same settings would give other weights, so that old checkpoints are refused instead of mixed in.
    private const int Revision = 2;

    public static PretrainPlan Of(GptTrainingJobSpec spec, DatasetLocation data, int vocabularySize)
    {
        var config = ConfigOf(ModelPresets.Resolve(spec.Model), vocabularySize);
        var options = OptionsOf(spec.Pretraining, config.ContextLength);
        var identity = JsonSerializer.SerializeToUtf8Bytes(new { Revision, config, options, data.Dataset, data.Tokenizer });
        return new PretrainPlan(config, options, Convert.ToHexStringLower(SHA256.HashData(identity).AsSpan(0, 16)));
    }

    public static GptConfig ConfigOf(ModelShape shape, int vocabularySize) => new()
    {
        Architecture = shape.Architecture,
        VocabularySize = vocabularySize,
        ContextLength = shape.ContextLength,
        HiddenSize = shape.HiddenSize,
        Layers = shape.NumHiddenLayers,
        Heads = shape.NumAttentionHeads,
        KeyValueHeads = shape.NumKeyValueHeads,
        RopeTheta = shape.RopeTheta,
        IntermediateSize = shape.IntermediateSize,
        Dropout = shape.Dropout,
        Bias = shape.Bias,
        TieWordEmbeddings = shape.TieWordEmbeddings,
    };

    private static TrainingOptions OptionsOf(PretrainingSpec spec, int contextLength) => new()
    {
        Steps = spec.Steps,
        BatchSize = spec.BatchSize,
        AccumulationSteps = spec.TokensPerStep is { } tokens
            ? (int)Math.Max(1, Math.Ceiling(tokens / ((double)spec.BatchSize * contextLength)))
            : spec.GradientAccumulationSteps,
        BatchWarmupSteps = spec.BatchWarmupSteps,
        DocumentMasks = spec.DocumentMasks,
        EmaDecay = spec.EmaDecay,
        Engine = new EngineOptions
        {
            ActivationCheckpointing = spec.ActivationCheckpointing,
            LabelSmoothing = spec.LabelSmoothing,
            ZLoss = spec.ZLoss,
        },
        LossGuard = new LossGuardOptions
        {
            NonFinite = spec.LossGuard.NonFinite,
            Spike = spec.LossGuard.Spike,
            SpikeThreshold = spec.LossGuard.SpikeThreshold,
            Limit = spec.LossGuard.Limit,
        },
        OptimizerType = spec.Optimizer.Type,
        Seed = spec.Seed,
        MaxGradientNorm = spec.Optimizer.MaxGradNorm,
        Optimizer = new AdamWOptions
        {
            Beta1 = spec.Optimizer.Beta1,
            Beta2 = spec.Optimizer.Beta2,
            Epsilon = spec.Optimizer.Epsilon,
            WeightDecay = spec.Optimizer.WeightDecay,
            Momentum = spec.Optimizer.Momentum,
        },
        Schedule = new ScheduleOptions
        {
            Type = spec.Schedule.Type,
            Peak = spec.Optimizer.LearningRate,
            Minimum = spec.Schedule.MinLearningRate ?? spec.Optimizer.LearningRate / 10,
            WarmupSteps = spec.Schedule.WarmupSteps,
            StableSteps = spec.Steps - (spec.Schedule.DecaySteps ?? spec.Steps / 5),
            DecaySteps = spec.Steps,
        },
    };
}
