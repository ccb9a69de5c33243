using GptOperator.Crds.Spec;
using GptTrainer.Checkpoints;
using GptTrainer.Engine;
using GptTrainer.Models;
using GptTrainer.Storage;
using GptTrainer.Tests.Training;
using GptTrainer.Training;
using Microsoft.Extensions.Logging.Abstractions;
using TorchSharp;
using static TorchSharp.torch;

namespace GptTrainer.Tests.Engine;

/// <summary>The engine for GPUs, on the one device that every machine has, against the hand-written one.</summary>
[Collection(TorchCollection.Name)]
public sealed class TorchEngineTests : IDisposable
{
    private const double Tolerance = 1e-5;
    private readonly string root = Directory.CreateTempSubdirectory("torch-engine-").FullName;

    public static TheoryData<ModelArchitecture, OptimizerType> Trainings => new()
    {
        { ModelArchitecture.Gpt2, OptimizerType.AdamW },
        { ModelArchitecture.Gpt2, OptimizerType.Muon },
        { ModelArchitecture.Llama, OptimizerType.AdamW },
        { ModelArchitecture.Llama, OptimizerType.Muon },
    };

    [Theory]
    [InlineData(ModelArchitecture.Gpt2)]
    [InlineData(ModelArchitecture.Llama)]
    public void Losses_and_gradients_are_those_of_the_hand_written_engine(ModelArchitecture architecture)
    {
        var config = ConfigOf(architecture);
        var options = new EngineOptions { LabelSmoothing = 0.1, ZLoss = 1e-3 };
        using var parameters = new ParameterBuffer(GptParameters.Of(config));
        parameters.Initialize(5);
        using var model = new GptModel(config, parameters);
        using var team = new WorkerTeam(2);
        var batch = new TokenBatch(3, config.ContextLength);
        for (var i = 0; i < batch.Tokens; i++) (batch.IdSpan[i], batch.TargetSpan[i]) = (i * 7L % Tiny.Vocabulary, (i * i + 3L) % Tiny.Vocabulary);
        batch.Divide();
        using var native = new CpuEngine(config, parameters, options, team, batch.Capacity);
        using var torch = new TorchEngine(model, parameters, options);
        using var scope = NewDisposeScope();
        var loss = native.Accumulate(batch, 0);
        var gradients = parameters.Gradients.clone();
        parameters.Gradients.zero_();
        Assert.Equal(loss, torch.Accumulate(batch, 0), Tolerance * loss);
        Assert.Equal(native.Measure(batch), torch.Measure(batch), Tolerance * loss);
        foreach (var parameter in parameters.Parameters)
        {
            var (expected, actual) = (Part(gradients), Part(parameters.Gradients));
            Assert.InRange(((actual - expected).norm() / expected.norm()).item<float>(), 0, Tolerance);

            Tensor Part(Tensor buffer) => buffer.narrow(0, parameters.OffsetOf(parameter.Name), parameter.Elements);
        }
    }

    [Theory]
    [MemberData(nameof(Trainings))]
    public void Ten_steps_lose_as_on_the_hand_written_engine(ModelArchitecture architecture, OptimizerType optimizer)
    {
        var options = Tiny.Options with { OptimizerType = optimizer, EmaDecay = 0.9, AccumulationSteps = 2 };
        using var native = Training(architecture, options, null);
        using var torch = Training(architecture, options, CPU);
        for (var step = 0; step < 10; step++)
        {
            var (expected, actual) = (native.RunStep(), torch.RunStep());
            Assert.Equal(expected.Loss, actual.Loss, Tolerance * expected.Loss);
            Assert.Equal(expected.GradientNorm, actual.GradientNorm, 1e-3 * expected.GradientNorm);
        }
        using var scope = NewDisposeScope();
        Assert.InRange((native.Parameters.Values - torch.Parameters.Values).abs().max().item<float>(), 0, 1e-4);
        Assert.InRange((native.Average!.Values - torch.Average!.Values).abs().max().item<float>(), 0, 1e-4);
        Assert.Equal(0, torch.Parameters.Gradients.abs().max().item<float>());
    }

    [Theory]
    [InlineData(OptimizerType.AdamW)]
    [InlineData(OptimizerType.Muon)]
    public async Task A_resumed_training_ends_in_the_bits_of_an_undisturbed_one(OptimizerType optimizer)
    {
        var options = Tiny.Options with { OptimizerType = optimizer, EmaDecay = 0.9 };
        using var undisturbed = Training(ModelArchitecture.Gpt2, options, CPU, dropout: 0.2);
        Run(undisturbed, 9);
        using (var first = Training(ModelArchitecture.Gpt2, options, CPU, dropout: 0.2))
        {
            Run(first, 4);
            await SaveAsync(first);
        }
        using var second = Training(ModelArchitecture.Gpt2, options, CPU, dropout: 0.2);
        await ResumeAsync(second);
        Assert.Equal(4, second.Step);
        Run(second, 9);
        Assert.Equal(Tiny.Bytes(undisturbed), Tiny.Bytes(second));
        Assert.Equal(undisturbed.Average!.Values.bytes.ToArray(), second.Average!.Values.bytes.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_engine_goes_on_from_the_other_s_checkpoint(bool fromTorch)
    {
        using var undisturbed = Training(ModelArchitecture.Llama, Tiny.Options, null);
        Run(undisturbed, 8);
        using (var first = Training(ModelArchitecture.Llama, Tiny.Options, fromTorch ? CPU : null))
        {
            Run(first, 4);
            await SaveAsync(first);
        }
        using var second = Training(ModelArchitecture.Llama, Tiny.Options, fromTorch ? null : CPU);
        await ResumeAsync(second);
        Run(second, 8);
        using var scope = NewDisposeScope();
        Assert.InRange((undisturbed.Parameters.Values - second.Parameters.Values).abs().max().item<float>(), 0, 1e-4);
    }

    [Fact]
    public void Dropout_is_the_same_for_the_same_key_only()
    {
        Assert.Equal(Losses(1), Losses(1));
        Assert.NotEqual(Losses(1), Losses(2));

        static double Losses(long seed)
        {
            using var pretraining = Training(ModelArchitecture.Gpt2, Tiny.Options with { Seed = seed }, CPU, dropout: 0.5);
            return pretraining.RunStep().Loss + pretraining.RunStep().Loss;
        }
    }

    [Theory]
    [InlineData(OptimizerType.AdamW)]
    [InlineData(OptimizerType.Muon)]
    public void Live_tensors_stay_as_many_over_the_steps(OptimizerType optimizer)
    {
        using var pretraining = Training(ModelArchitecture.Llama, Tiny.Options with { OptimizerType = optimizer, EmaDecay = 0.9 }, CPU, dropout: 0.1);
        var validation = new Validation(pretraining.Engine, ArrayTokens.Pattern(300, Tiny.Vocabulary), 4, Tiny.Config.ContextLength);
        Run(pretraining, 2);
        validation.Whole();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Run(pretraining, 50);
        validation.Whole();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static GptConfig ConfigOf(ModelArchitecture architecture) => architecture == ModelArchitecture.Gpt2
        ? Tiny.Config
        : Tiny.Config with { Architecture = architecture, HiddenSize = 16, Heads = 4, KeyValueHeads = 2, Bias = false, TieWordEmbeddings = false };

    private static Pretraining Training(ModelArchitecture architecture, TrainingOptions options, Device? device, double dropout = 0) =>
        new(ConfigOf(architecture) with { Dropout = dropout }, options, ArrayTokens.Pattern(500, Tiny.Vocabulary), 2, device: device);

    private static void Run(Pretraining pretraining, long steps)
    {
        while (pretraining.Step < steps) pretraining.RunStep();
    }

    private CheckpointStore Store() => new(ObjectStores.Open(root), "pretrain", NullLogger.Instance);

    private async Task SaveAsync(Pretraining pretraining)
    {
        var snapshot = new CheckpointSnapshot(pretraining);
        snapshot.Take(new TrainingState { Step = pretraining.Step, Configuration = "x", Seed = 1, NextBatch = pretraining.NextBatch, Tokens = pretraining.Tokens, MeanLoss = pretraining.Guard.Mean });
        await Store().WriteAsync(snapshot, CancellationToken.None);
    }

    private async Task ResumeAsync(Pretraining pretraining) =>
        Assert.NotNull(await new CheckpointReader(Store(), root).ResumeAsync(pretraining, "x", root, CancellationToken.None));
}
