namespace GptTrainer.Data;

/// <summary>A stretch of a document's text.</summary>
/// <param name="Text">Cut where words end, so that its ids are those that it has within the whole.</param>
/// <param name="Characters">Unicode characters in it.</param>
/// <param name="Bytes">Bytes of the file that were read for it.</param>
/// <param name="EndsDocument">Whether the next stretch is of another document.</param>
internal readonly record struct TextChunk(string Text, long Characters, long Bytes, bool EndsDocument);
