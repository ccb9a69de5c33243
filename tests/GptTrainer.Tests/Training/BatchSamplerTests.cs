using GptTrainer.Training;

namespace GptTrainer.Tests.Training;

public sealed class BatchSamplerTests
{
    private readonly ITokenSource tokens = new ArrayTokens([.. Enumerable.Range(0, 40).Select(i => (long)i)]);

    [Fact]
    public void A_batch_depends_on_its_number_and_not_on_those_read_before()
    {
        var (inOrder, direct) = (new BatchSampler(tokens, 3, 4, seed: 7), new BatchSampler(tokens, 3, 4, seed: 7));
        for (var number = 0; number < 9; number++) Read(inOrder, number);
        Assert.Equal(Read(inOrder, 9), Read(direct, 9));
        Assert.NotEqual(Read(direct, 8), Read(direct, 9));
        Assert.NotEqual(Read(new BatchSampler(tokens, 3, 4, seed: 8), 9), Read(direct, 9));
    }

    [Fact]
    public void Each_target_is_the_token_after_its_input()
    {
        var (inputs, targets) = (new long[12], new long[12]);
        new BatchSampler(tokens, 3, 4, seed: 7).Read(5, 0, inputs, targets);
        Assert.Equal(inputs.Select(id => id + 1), targets);
    }

    [Fact]
    public void Every_window_of_the_text_is_drawn_equally_often()
    {
        // 40 tokens have 36 windows of 4 tokens and a target; 36,000 draws give each 1,000 with a deviation of 31.
        var sampler = new BatchSampler(tokens, 1, 4, seed: 7);
        var counts = Enumerable.Range(0, 36_000).CountBy(number => Read(sampler, number)[0]).ToDictionary();
        Assert.Equal(36, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));
    }

    private static long[] Read(BatchSampler sampler, long number)
    {
        var inputs = new long[12];
        sampler.Read(number, 0, inputs, new long[12]);
        return inputs;
    }
}
