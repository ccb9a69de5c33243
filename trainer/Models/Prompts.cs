using GptTrainer.Tokenization;

namespace GptTrainer.Models;

/// <summary>How a text to be continued becomes ids.</summary>
internal static class Prompts
{
    /// <summary>The prompt's ids; for an empty one, what stands before a new text: its end-of-text token, else a line break, else the first token.</summary>
    /// <exception cref="UnknownCharacterException">The tokenizer does not know a character.</exception>
    public static IReadOnlyList<int> Encode(ITokenizer tokenizer, string prompt)
    {
        if (prompt.Length > 0) return tokenizer.Encode(prompt);
        if (tokenizer.EndOfTextId is { } end) return [end];
        try
        {
            return tokenizer.Encode("\n");
        }
        catch (UnknownCharacterException)
        {
            return [0];
        }
    }
}
