using GptTrainer.Training;
using static TorchSharp.torch;

namespace GptTrainer.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class ValidationTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(75)]
    [InlineData(200)]
    public void The_whole_split_is_scored_token_by_token(int count)
    {
        using var pretraining = Tiny.Pretraining();
        var tokens = ArrayTokens.Pattern(count, Tiny.Vocabulary);
        Assert.Equal(OneByOne(pretraining, tokens), new Validation(pretraining.Engine, tokens, 3, Tiny.Config.ContextLength).Whole(), 1e-5);
    }

    [Fact]
    public void A_sample_as_large_as_the_split_equals_the_whole_and_repeats()
    {
        using var pretraining = Tiny.Pretraining();
        // 12 windows of 8 tokens and the last target.
        var validation = new Validation(pretraining.Engine, ArrayTokens.Pattern(97, Tiny.Vocabulary), 3, Tiny.Config.ContextLength);
        Assert.Equal(validation.Whole(), validation.Sample(1000), 1e-12);
        Assert.Equal(validation.Sample(2), validation.Sample(2));
        Assert.NotEqual(validation.Whole(), validation.Sample(2));
    }

    [Fact]
    public void Whoever_waits_is_told_of_each_batch()
    {
        using var pretraining = Tiny.Pretraining();
        var batches = 0;
        // 12 windows of 8 tokens, 3 at once.
        new Validation(pretraining.Engine, ArrayTokens.Pattern(97, Tiny.Vocabulary), 3, Tiny.Config.ContextLength, () => batches++).Whole();
        Assert.Equal(4, batches);
    }

    private static double OneByOne(Pretraining pretraining, ArrayTokens tokens)
    {
        using var scope = NewDisposeScope();
        using var gradientFree = no_grad();
        var (sum, length) = (0.0, Tiny.Config.ContextLength);
        for (var position = 1; position < tokens.Count; position++)
        {
            var start = (position - 1) / length * length;
            var window = new long[position - start];
            var target = new long[1];
            tokens.Read(start, window);
            tokens.Read(position, target);
            var logits = pretraining.Model.Logits(tensor(window, 1, window.Length), 1, window.Length);
            sum -= nn.functional.log_softmax(logits, 1)[window.Length - 1, target[0]].item<float>();
        }
        return sum / (tokens.Count - 1);
    }
}
