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
    private static readonly TorchTarget Cpu = new(CPU);
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
        var batch = Batch(config, 3);
        using var native = new CpuEngine(config, parameters, options, team, batch.Capacity);
        using var torch = new TorchEngine(model, options, logitElements: 5 * config.VocabularySize);
        AssertEqual(parameters, () => native.Accumulate(batch, 0), () => torch.Accumulate(batch, 0));
        Assert.Equal(native.Measure(batch), torch.Measure(batch), Tolerance * native.Measure(batch));
    }

    [Theory]
    [InlineData(ModelArchitecture.Gpt2)]
    [InlineData(ModelArchitecture.Llama)]
    public void Masked_documents_give_the_gradients_of_the_hand_written_engine(ModelArchitecture architecture)
    {
        const long End = 5;
        var config = ConfigOf(architecture);
        var options = new EngineOptions { LabelSmoothing = 0.1, ZLoss = 1e-3 };
        using var parameters = new ParameterBuffer(GptParameters.Of(config));
        parameters.Initialize(5);
        using var model = new GptModel(config, parameters);
        using var team = new WorkerTeam(2);
        var batch = Batch(config, 3);
        for (var i = 4; i < batch.Tokens; i += 7) batch.IdSpan[i] = End;
        batch.Divide(End);
        Assert.True(batch.Counted < batch.Tokens);
        using var native = new CpuEngine(config, parameters, options, team, batch.Capacity);
        using var torch = new TorchEngine(model, options, logitElements: 5 * config.VocabularySize);
        AssertEqual(parameters, () => native.Accumulate(batch, 0), () => torch.Accumulate(batch, 0));
    }

    [Theory]
    [InlineData(ModelArchitecture.Gpt2)]
    [InlineData(ModelArchitecture.Llama)]
    public void Checkpointed_activations_give_the_same_bits(ModelArchitecture architecture)
    {
        var config = ConfigOf(architecture) with { Dropout = 0.2, Layers = 3 };
        Assert.Equal(Gradients(checkpointing: false), Gradients(checkpointing: true));

        byte[] Gradients(bool checkpointing)
        {
            using var parameters = new ParameterBuffer(GptParameters.Of(config));
            parameters.Initialize(5);
            using var model = new GptModel(config, parameters);
            using var torch = new TorchEngine(model, new EngineOptions { ActivationCheckpointing = checkpointing });
            var batch = Batch(config, 3);
            torch.Accumulate(batch, 9);
            return parameters.Gradients.bytes.ToArray();
        }
    }

    /// <summary>bfloat16 keeps 8 bits of a fraction: a tenth of a percent of a loss, and some percent of a gradient's length.</summary>
    [Theory]
    [InlineData(ModelArchitecture.Gpt2)]
    [InlineData(ModelArchitecture.Llama)]
    public void Training_in_bfloat16_loses_nearly_as_in_float32(ModelArchitecture architecture)
    {
        using var wide = Training(architecture, Tiny.Options, new TorchTarget(CPU));
        using var half = Training(architecture, Tiny.Options, new TorchTarget(CPU, ScalarType.BFloat16));
        for (var step = 0; step < 30; step++)
        {
            var (expected, actual) = (wide.RunStep(), half.RunStep());
            Assert.NotEqual(expected.GradientNorm, actual.GradientNorm);
            Assert.Equal(expected.Loss, actual.Loss, 0.01 * expected.Loss);
            Assert.Equal(expected.GradientNorm, actual.GradientNorm, 0.1 * expected.GradientNorm);
        }
        Assert.Equal(ScalarType.Float32, half.Parameters.Values.dtype);
    }

    [Fact]
    public void A_model_in_bfloat16_writes_with_cached_keys()
    {
        using var half = Training(ModelArchitecture.Llama, Tiny.Options, new TorchTarget(CPU, ScalarType.BFloat16));
        half.RunStep();
        Assert.Equal(5, new TextGenerator(half.Model).Generate([1, 2], new SamplingOptions { MaxNewTokens = 5 }).Count());
    }

    [Theory]
    [InlineData(OptimizerType.AdamW)]
    [InlineData(OptimizerType.Muon)]
    public void Steps_that_are_read_together_give_the_bits_of_steps_read_one_by_one(OptimizerType optimizer)
    {
        var options = Tiny.Options with { OptimizerType = optimizer, EmaDecay = 0.9, AccumulationSteps = 3, BatchWarmupSteps = 6 };
        using var single = Training(ModelArchitecture.Gpt2, options, new TorchTarget(CPU) { Window = 1 }, dropout: 0.1);
        using var together = Training(ModelArchitecture.Gpt2, options, new TorchTarget(CPU) { Window = 8 }, dropout: 0.1);
        var expected = Enumerable.Range(0, 10).Select(_ => single.RunStep()).ToList();
        var actual = together.RunSteps(10);
        Assert.Equal(8, actual.Count);
        Assert.Equal(expected, [.. actual, .. together.RunSteps(2)]);
        Assert.Equal(Tiny.Bytes(single), Tiny.Bytes(together));
        Assert.Equal((single.Step, single.NextBatch, single.Guard.Mean), (together.Step, together.NextBatch, together.Guard.Mean));
    }

    [Theory]
    [InlineData(OptimizerType.AdamW)]
    [InlineData(OptimizerType.Muon)]
    public void What_follows_a_spike_in_a_window_has_not_happened(OptimizerType optimizer)
    {
        // From the third step on the loss is above what was let through, for nothing is learned at this rate.
        var options = Tiny.Options with
        {
            OptimizerType = optimizer,
            EmaDecay = 0.9,
            Schedule = Tiny.Options.Schedule with { Peak = 3, Minimum = 3, WarmupSteps = 0 },
            LossGuard = new LossGuardOptions { SpikeThreshold = 0.5, Spike = LossGuardAction.Skip },
        };
        using var single = Training(ModelArchitecture.Gpt2, options, new TorchTarget(CPU) { Window = 1 });
        using var together = Training(ModelArchitecture.Gpt2, options, new TorchTarget(CPU) { Window = 6 });
        var (expected, actual) = (new List<StepResult>(), new List<StepResult>());
        while (expected.Count < 12) expected.AddRange(single.RunSteps(6));
        while (actual.Count < 12) actual.AddRange(together.RunSteps(Math.Min(6, 12 - actual.Count)));
        Assert.Contains(expected, result => result.Incident == LossGuardAction.Skip);
        Assert.Equal(expected, actual);
        Assert.Equal(Tiny.Bytes(single), Tiny.Bytes(together));
        Assert.Equal(single.Average!.Values.bytes.ToArray(), together.Average!.Values.bytes.ToArray());
        Assert.Equal((single.Step, single.NextBatch), (together.Step, together.NextBatch));
    }

    [Fact]
    public void A_loss_that_is_no_number_changes_nothing()
    {
        using var pretraining = Training(ModelArchitecture.Gpt2, Tiny.Options with { EmaDecay = 0.9 }, new TorchTarget(CPU) { Window = 4 });
        pretraining.RunSteps(1);
        using (no_grad()) pretraining.Parameters["transformer.ln_f.weight"].fill_(float.NaN);
        var (weights, moments) = (Tiny.Bytes(pretraining), pretraining.Optimizer.SecondMoment.bytes.ToArray());
        var result = Assert.Single(pretraining.RunSteps(4));
        Assert.Equal(LossGuardAction.Fail, result.Incident);
        Assert.Equal(weights, Tiny.Bytes(pretraining));
        Assert.Equal(moments, pretraining.Optimizer.SecondMoment.bytes.ToArray());
        Assert.Equal((1, 2), (pretraining.Step, pretraining.NextBatch));
    }

    [Fact]
    public void Micro_batches_that_fit_are_found_by_trying()
    {
        using var pretraining = Training(ModelArchitecture.Gpt2, Tiny.Options, new TorchTarget(CPU));
        pretraining.FitMicroBatch();
        Assert.Equal(Tiny.Options.BatchSize, pretraining.MicroBatch);
        Assert.Equal(0, pretraining.Parameters.Gradients.abs().max().item<float>());
        Assert.True(pretraining.RunStep().Loss > 0);
    }

    [Theory]
    [MemberData(nameof(Trainings))]
    public void Ten_steps_lose_as_on_the_hand_written_engine(ModelArchitecture architecture, OptimizerType optimizer)
    {
        var options = Tiny.Options with { OptimizerType = optimizer, EmaDecay = 0.9, AccumulationSteps = 2 };
        using var native = Training(architecture, options, null);
        using var torch = Training(architecture, options, Cpu);
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
        using var undisturbed = Training(ModelArchitecture.Gpt2, options, Cpu, dropout: 0.2);
        Run(undisturbed, 9);
        using (var first = Training(ModelArchitecture.Gpt2, options, Cpu, dropout: 0.2))
        {
            Run(first, 4);
            await SaveAsync(first);
        }
        using var second = Training(ModelArchitecture.Gpt2, options, Cpu, dropout: 0.2);
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
        using (var first = Training(ModelArchitecture.Llama, Tiny.Options, fromTorch ? Cpu : null))
        {
            Run(first, 4);
            await SaveAsync(first);
        }
        using var second = Training(ModelArchitecture.Llama, Tiny.Options, fromTorch ? null : Cpu);
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
            using var pretraining = Training(ModelArchitecture.Gpt2, Tiny.Options with { Seed = seed }, Cpu, dropout: 0.5);
            return pretraining.RunStep().Loss + pretraining.RunStep().Loss;
        }
    }

    [Theory]
    [InlineData(OptimizerType.AdamW)]
    [InlineData(OptimizerType.Muon)]
    public void Live_tensors_stay_as_many_over_the_steps(OptimizerType optimizer)
    {
        using var pretraining = Training(ModelArchitecture.Llama, Tiny.Options with { OptimizerType = optimizer, EmaDecay = 0.9 }, Cpu, dropout: 0.1);
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

    private static Pretraining Training(ModelArchitecture architecture, TrainingOptions options, TorchTarget? torch, double dropout = 0) =>
        new(ConfigOf(architecture) with { Dropout = dropout }, options, ArrayTokens.Pattern(500, Tiny.Vocabulary), 2, torch: torch);

    private static TokenBatch Batch(GptConfig config, int sequences)
    {
        var batch = new TokenBatch(sequences, config.ContextLength);
        for (var i = 0; i < batch.Tokens; i++) (batch.IdSpan[i], batch.TargetSpan[i]) = (i * 7L % Tiny.Vocabulary, (i * i + 3L) % Tiny.Vocabulary);
        batch.Divide();
        return batch;
    }

    private static void AssertEqual(ParameterBuffer parameters, Func<double> native, Func<double> torch)
    {
        using var scope = NewDisposeScope();
        var loss = native();
        var gradients = parameters.Gradients.clone();
        parameters.Gradients.zero_();
        Assert.Equal(loss, torch(), Tolerance * loss);
        foreach (var parameter in parameters.Parameters)
        {
            var (expected, actual) = (Part(gradients), Part(parameters.Gradients));
            Assert.InRange(((actual - expected).norm() / expected.norm()).item<float>(), 0, Tolerance);

            Tensor Part(Tensor buffer) => buffer.narrow(0, parameters.OffsetOf(parameter.Name), parameter.Elements);
        }
    }

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
