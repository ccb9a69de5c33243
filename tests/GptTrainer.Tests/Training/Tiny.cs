using GptTrainer.Models;
using GptTrainer.Training;

namespace GptTrainer.Tests.Training;

/// <summary>A model small enough to train in milliseconds.</summary>
internal static class Tiny
{
    public const int Vocabulary = 11;

    public static GptConfig Config { get; } = new()
    {
        VocabularySize = Vocabulary,
        ContextLength = 8,
        HiddenSize = 12,
        Layers = 2,
        Heads = 3,
        IntermediateSize = 24,
    };

    public static TrainingOptions Options { get; } = new()
    {
        Steps = 20,
        BatchSize = 4,
        Schedule = new ScheduleOptions { Peak = 1e-2, Minimum = 1e-3, WarmupSteps = 2, DecaySteps = 20 },
    };

    public static Pretraining Pretraining(GptConfig? config = null, TrainingOptions? options = null, int threads = 2) =>
        new(config ?? Config, options ?? Options, ArrayTokens.Pattern(500, Vocabulary), threads);

    public static byte[] Bytes(Pretraining pretraining) => pretraining.Parameters.Values.bytes.ToArray();
}
