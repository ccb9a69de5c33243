namespace GptTrainer.Tokenization;

/// <summary>Text to token ids and back. Instances may be used by several threads at once.</summary>
internal interface ITokenizer
{
    /// <summary>Number of ids; each lies in [0, VocabSize).</summary>
    int VocabSize { get; }

    /// <summary>The id that ends a document, where the tokenizer has one.</summary>
    int? EndOfTextId { get; }

    /// <summary>
    /// The ids of a text. Special tokens are never made from text that spells them, so that a document cannot forge
    /// the end of a document.
    /// </summary>
    /// <exception cref="UnknownCharacterException">A character tokenizer does not know a character of the text.</exception>
    IReadOnlyList<int> Encode(string text);

    /// <summary>Appends the ids of a text that is cut where encoding the whole would cut it too.</summary>
    /// <exception cref="UnknownCharacterException">A character tokenizer does not know a character of the text.</exception>
    void Encode(ReadOnlySpan<char> text, List<int> ids);

    /// <summary>
    /// The text of ids; special ones give their names. Ids that together are no whole character give U+FFFD.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An id outside [0, VocabSize).</exception>
    string Decode(IEnumerable<int> ids);
}
