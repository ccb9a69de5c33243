using GptTrainer.Training;

namespace GptTrainer.Tests.Training;

internal sealed class ArrayTokens(long[] ids) : ITokenSource
{
    public long Count => ids.Length;

    /// <summary>Ids below <paramref name="vocabulary"/> with a pattern that a model can learn.</summary>
    public static ArrayTokens Pattern(int count, int vocabulary) =>
        new([.. Enumerable.Range(0, count).Select(i => (long)(i * i / 3 + i) % vocabulary)]);

    public void Read(long position, Span<long> destination) => ids.AsSpan((int)position, destination.Length).CopyTo(destination);
}
