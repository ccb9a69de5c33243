using GptTrainer.Models;

namespace GptTrainer.Tests.Models;

public sealed class TokenSamplerTests
{
    // Probabilities 0.5, 0.25, 0.125, 0.125.
    private static readonly float[] Logits = [MathF.Log(2), MathF.Log(8), MathF.Log(4), MathF.Log(2)];

    [Fact]
    public void Temperature_zero_takes_the_likeliest() =>
        Assert.All(Draw(new SamplingOptions { Temperature = 0 }, 50), id => Assert.Equal(1, id));

    [Fact]
    public void Tokens_are_drawn_as_often_as_their_probability_says()
    {
        var counts = Draw(new SamplingOptions { Temperature = 1 }, 8000).CountBy(id => id).ToDictionary();
        // Deviations are at most 45.
        Assert.InRange(counts[1], 3800, 4200);
        Assert.InRange(counts[2], 1800, 2200);
        Assert.InRange(counts[0], 800, 1200);
    }

    [Fact]
    public void Top_k_leaves_only_the_likeliest_tokens() =>
        Assert.Equal([1, 2], Draw(new SamplingOptions { Temperature = 1, TopK = 2 }, 200).Distinct().Order());

    [Fact]
    public void Top_p_leaves_the_fewest_tokens_that_reach_it()
    {
        Assert.Equal([1, 2], Draw(new SamplingOptions { Temperature = 1, TopP = 0.7 }, 200).Distinct().Order());
        Assert.Equal([1], Draw(new SamplingOptions { Temperature = 1, TopP = 0.01 }, 200).Distinct());
    }

    [Fact]
    public void Equal_seeds_draw_equal_tokens() =>
        Assert.Equal(Draw(new SamplingOptions { Seed = 4 }, 100), Draw(new SamplingOptions { Seed = 4 }, 100));

    private static List<int> Draw(SamplingOptions options, int count) =>
        [.. Enumerable.Range(0, count).Select(number => TokenSampler.Choose(Logits, options, number))];
}
