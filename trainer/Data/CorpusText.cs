namespace GptTrainer.Data;

/// <summary>A stretch of a source's text that is all of one split.</summary>
/// <param name="Text">The text.</param>
/// <param name="IsValidation">Whether it is held back.</param>
/// <param name="Bytes">Bytes of the file that were read for it.</param>
/// <param name="EndsDocument">Whether the next stretch is of another document.</param>
internal readonly record struct CorpusText(string Text, bool IsValidation, long Bytes, bool EndsDocument);
