using GptTrainer.Training;

namespace GptTrainer.Benchmarks;

/// <summary>Tokens without a pattern, which cost a step as much as any.</summary>
internal sealed class RandomTokens(int vocabulary) : ITokenSource
{
    public long Count => 1L << 32;

    public void Read(long position, Span<long> destination)
    {
        for (var i = 0; i < destination.Length; i++) destination[i] = CounterRandom.Below(1, (ulong)(position + i), vocabulary);
    }
}
