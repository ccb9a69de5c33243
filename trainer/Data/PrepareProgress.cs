namespace GptTrainer.Data;

/// <summary>How far the stage prepare is.</summary>
/// <param name="Documents">Documents whose tokens are written.</param>
/// <param name="TotalDocuments">Documents in all sources; 0 until they are counted.</param>
/// <param name="Bytes">Bytes of text whose tokens are written.</param>
/// <param name="Tokens">Tokens written.</param>
/// <param name="Fraction">Share of the stage that is done, from 0 to 1.</param>
internal sealed record PrepareProgress(long Documents, long TotalDocuments, long Bytes, long Tokens, double Fraction)
{
    /// <summary>Nothing is read yet.</summary>
    public static PrepareProgress None { get; } = new(0, 0, 0, 0, 0);
}
