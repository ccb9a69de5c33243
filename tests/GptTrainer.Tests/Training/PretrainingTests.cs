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
        Assert.True(pretraining.RunStep().Diverged);
        Assert.Equal(before, Tiny.Bytes(pretraining));
        Assert.Equal(1, pretraining.Step);
    }

    private static Pretraining Trained(GptConfig config, TrainingOptions options, int threads = 2)
    {
        var pretraining = Tiny.Pretraining(config, options, threads);
        while (pretraining.Step < 10) pretraining.RunStep();
        return pretraining;
    }
}
