using GptOperator.Crds.Spec;
using GptTrainer.Engine;
using GptTrainer.Models;
using GptTrainer.Training;
using static TorchSharp.torch;

namespace GptTrainer.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class PretrainingTests
{
    [Fact]
    public void Training_learns_a_pattern()
    {
        using var pretraining = Tiny.Pretraining();
        var first = pretraining.RunStep().Loss;
        var last = 0.0;
        while (pretraining.Step < 100) last = pretraining.RunStep().Loss;
        Assert.Equal(Math.Log(Tiny.Vocabulary), first, 0.1);
        Assert.True(last < 0.8 * first, $"loss went from {first} to {last} only");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    public void Equal_seeds_give_equal_weights_to_the_bit(double dropout)
    {
        using var first = Trained(Tiny.Config with { Dropout = dropout }, Tiny.Options);
        using var second = Trained(Tiny.Config with { Dropout = dropout }, Tiny.Options);
        using var other = Trained(Tiny.Config with { Dropout = dropout }, Tiny.Options with { Seed = 8 });
        Assert.Equal(Tiny.Bytes(first), Tiny.Bytes(second));
        Assert.NotEqual(Tiny.Bytes(first), Tiny.Bytes(other));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Any_number_of_threads_gives_the_same_bits(int threads)
    {
        using var alone = Trained(Tiny.Config with { Dropout = 0.1 }, Tiny.Options, 1);
        using var together = Trained(Tiny.Config with { Dropout = 0.1 }, Tiny.Options, threads);
        Assert.Equal(Tiny.Bytes(alone), Tiny.Bytes(together));
    }

    [Fact]
    public void Accumulated_micro_batches_train_like_one_large_batch()
    {
        // The same windows in the same order: rows are numbered through all batches.
        using var large = Trained(Tiny.Config, Tiny.Options with { BatchSize = 8 });
        using var small = Trained(Tiny.Config, Tiny.Options with { BatchSize = 2, AccumulationSteps = 4 });
        using var scope = NewDisposeScope();
        var difference = (large.Parameters.Values - small.Parameters.Values).abs().max().item<float>();
        // Adam divides by the gradient's own size, which turns a last bit of a tiny gradient into a visible step.
        Assert.InRange(difference, 0, 2e-4);
    }

    [Fact]
    public void Micro_batches_change_only_the_last_bits()
    {
        using var whole = Trained(Tiny.Config, Tiny.Options);
        using var parts = new Pretraining(Tiny.Config, Tiny.Options, ArrayTokens.Pattern(500, Tiny.Vocabulary), 2, microBatch: 3);
        while (parts.Step < 10) parts.RunStep();
        using var scope = NewDisposeScope();
        Assert.InRange((whole.Parameters.Values - parts.Parameters.Values).abs().max().item<float>(), 0, 2e-4);
    }

    [Fact]
    public void Batches_of_a_step_grow_over_the_warm_up()
    {
        using var pretraining = Tiny.Pretraining(options: Tiny.Options with { AccumulationSteps = 4, BatchWarmupSteps = 8 });
        var batches = Enumerable.Range(0, 10).Select(_ =>
        {
            var before = pretraining.NextBatch;
            pretraining.RunStep();
            return pretraining.NextBatch - before;
        });
        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4, 4, 4], batches);
    }

    [Fact]
    public void The_running_mean_of_the_weights_follows_its_definition()
    {
        using var pretraining = Tiny.Pretraining(options: Tiny.Options with { EmaDecay = 0.8 });
        var expected = Floats(pretraining);
        for (var step = 0; step < 5; step++)
        {
            pretraining.RunStep();
            expected = [.. expected.Zip(Floats(pretraining), (mean, weight) => mean * 0.8f + weight * (1 - 0.8f))];
        }
        pretraining.UseAverage();
        Assert.All(Floats(pretraining).Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
    }

    [Theory]
    [InlineData(OptimizerType.AdamW)]
    [InlineData(OptimizerType.Muon)]
    public void A_spike_changes_no_weight_and_its_data_are_passed_over(OptimizerType optimizer)
    {
        var options = Tiny.Options with { OptimizerType = optimizer, LossGuard = new LossGuardOptions { SpikeThreshold = 1, Spike = LossGuardAction.Skip } };
        using var pretraining = Tiny.Pretraining(options: options);
        pretraining.RunStep();
        pretraining.Guard.Mean = 0.1;
        var before = Tiny.Bytes(pretraining);
        Assert.Equal(LossGuardAction.Skip, pretraining.RunStep().Incident);
        Assert.Equal(before, Tiny.Bytes(pretraining));
        Assert.Equal((1, 2), (pretraining.Step, pretraining.NextBatch));
        pretraining.Guard.Mean = 10;
        Assert.Null(pretraining.RunStep().Incident);
        Assert.InRange(pretraining.Guard.Mean.Value, 9, 10);
    }

    [Fact]
    public void Muon_learns_a_pattern()
    {
        using var pretraining = Tiny.Pretraining(options: Tiny.Options with { OptimizerType = OptimizerType.Muon });
        var (first, last) = (pretraining.RunStep().Loss, 0.0);
        while (pretraining.Step < 100) last = pretraining.RunStep().Loss;
        Assert.True(last < 0.8 * first, $"loss went from {first} to {last} only");
    }

    [Theory]
    [InlineData(100, 12)]
    [InlineData(6, 6)]
    [InlineData(5, 4)]
    [InlineData(0, 1)]
    public void As_many_sequences_are_computed_at_once_as_fit(int room, int expected)
    {
        var bytes = (long)(CpuEngine.ActivationBytes(Tiny.Config, new EngineOptions(), room * Tiny.Config.ContextLength) / 0.79);
        Assert.Equal(expected, MicroBatchSize.Fit(Tiny.Config, new EngineOptions(), 12, bytes));
    }

    [Theory]
    [InlineData(12, 100, 12)]
    [InlineData(12, 5, 3)]
    [InlineData(13, 5, 4)]
    [InlineData(12, 1, 1)]
    [InlineData(12, 0, 0)]
    public void A_batch_is_halved_until_it_fits(int batch, int room, int expected) =>
        Assert.Equal(expected, MicroBatchSize.Largest(batch, size => size <= room));

    [Theory]
    [InlineData(10, 0.5, 20)]
    [InlineData(1, 90, 1)]
    [InlineData(64, 0.001, 64)]
    public void A_window_is_about_a_second(int steps, double seconds, int expected)
    {
        var window = new StepWindow();
        window.Add(steps, TimeSpan.FromSeconds(seconds));
        Assert.Equal(expected, window.Steps);
    }

    [Fact]
    public void Clipping_limits_the_gradient_to_its_norm()
    {
        using var free = Tiny.Pretraining(options: Tiny.Options with { MaxGradientNorm = 0 });
        using var clipped = Tiny.Pretraining(options: Tiny.Options with { MaxGradientNorm = 1e-3 });
        var (unlimited, limited) = (free.RunStep(), clipped.RunStep());
        Assert.Equal(unlimited.GradientNorm, limited.GradientNorm);
        using var scope = NewDisposeScope();
        // After one step the first moment is the applied gradient times 1 - beta1.
        var applied = clipped.Optimizer.FirstMoment.norm().item<float>() / 0.1;
        Assert.Equal(1e-3, applied, 1e-6);
    }

    [Fact]
    public void Live_tensors_stay_as_many_over_the_steps()
    {
        using var pretraining = Tiny.Pretraining(Tiny.Config with { Dropout = 0.1 }, Tiny.Options with { AccumulationSteps = 2 });
        var validation = new Validation(pretraining.Engine, ArrayTokens.Pattern(300, Tiny.Vocabulary), 4, Tiny.Config.ContextLength);
        Run(2);
        var before = Live();
        Run(50);
        Assert.Equal(before, Live());

        void Run(int steps)
        {
            for (var i = 0; i < steps; i++) pretraining.RunStep();
            validation.Whole();
        }

        static long Live()
        {
            // What other tests left to the finalizer is not this one's.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Tensor.TotalCount;
        }
    }

    [Fact]
    public void A_loss_that_is_no_number_changes_no_weight()
    {
        using var pretraining = Tiny.Pretraining();
        pretraining.RunStep();
        using (no_grad()) pretraining.Parameters["transformer.ln_f.weight"].fill_(float.NaN);
        var before = Tiny.Bytes(pretraining);
        Assert.Equal(LossGuardAction.Fail, pretraining.RunStep().Incident);
        Assert.Equal(before, Tiny.Bytes(pretraining));
        Assert.Equal(1, pretraining.Step);
    }

    private static float[] Floats(Pretraining pretraining) => [.. pretraining.Parameters.Values.data<float>()];

    private static Pretraining Trained(GptConfig config, TrainingOptions options, int threads = 2)
    {
        var pretraining = Tiny.Pretraining(config, options, threads);
        while (pretraining.Step < 10) pretraining.RunStep();
        return pretraining;
    }
}
