namespace GptTrainer.Training;

/// <summary>A long run of tokens that can be read anywhere.</summary>
internal interface ITokenSource
{
    /// <summary>Number of tokens.</summary>
    long Count { get; }

    /// <summary>Reads the tokens that begin at <paramref name="position"/>.</summary>
    void Read(long position, Span<long> destination);
}
