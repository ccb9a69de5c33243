using GptTrainer.Models;
using GptTrainer.Tokenization;

namespace GptTrainer.Training;

/// <summary>A short text by the model that was just trained, for the job's status.</summary>
internal static class TrainingSample
{
    private const int LongestText = 600;

    public static string Write(GptModel model, ITokenizer tokenizer, long seed)
    {
        var generator = new TextGenerator(model);
        var options = new SamplingOptions { MaxNewTokens = 200, Temperature = 0.8, TopK = 200, Seed = seed };
        var ids = generator.Generate(Prompts.Encode(tokenizer, ""), options, tokenizer.EndOfTextId).ToList();
        var text = tokenizer.Decode(ids).Trim();
        if (text.Length <= LongestText) return text;
        return text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)];
    }
}
