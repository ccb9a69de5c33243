using System.Text;
using System.Text.Json;
using GptTrainer.Storage;

namespace GptTrainer.Tokenization;

/// <summary>
/// Tokenizers as the three files that Hugging Face's libraries read: <c>tokenizer.json</c>, from which alone they are
/// read back, and <c>vocab.json</c> and <c>merges.txt</c> for tools that know only these.
/// </summary>
internal static class TokenizerFiles
{
    public const string TokenizerFile = "tokenizer.json";
    public const string VocabularyFile = "vocab.json";
    public const string MergesFile = "merges.txt";

    /// <summary>Writes the files below <paramref name="folder"/>, tokenizer.json last: where it is, all are.</summary>
    public static async Task SaveAsync(IObjectStore store, string folder, ITokenizer tokenizer, CancellationToken cancellationToken)
    {
        await WriteAsync(store, $"{folder}/{VocabularyFile}", TokenizerJson.WriteVocabulary(tokenizer), cancellationToken);
        await WriteAsync(store, $"{folder}/{MergesFile}", Encoding.UTF8.GetBytes(MergesOf(tokenizer)), cancellationToken);
        await WriteAsync(store, $"{folder}/{TokenizerFile}", TokenizerJson.Write(tokenizer), cancellationToken);
    }

    /// <summary>Reads <c>tokenizer.json</c> below <paramref name="folder"/>; null when there is none.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of a kind that this trainer does not know.</exception>
    public static async Task<ITokenizer?> LoadAsync(IObjectStore store, string folder, CancellationToken cancellationToken)
    {
        var key = $"{folder}/{TokenizerFile}";
        await using var stream = await store.OpenReadAsync(key, cancellationToken);
        if (stream is null)
            return null;
        try
        {
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
            return TokenizerJson.Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{store.UriOf(key)} is not a tokenizer that can be read ({exception.Message.ReplaceLineEndings(" ")}); remove its folder and prepare the data again.", exception);
        }
    }

    private static string MergesOf(ITokenizer tokenizer)
    {
        var text = new StringBuilder("#version: 0.2\n");
        if (tokenizer is ByteBpeTokenizer { Model: var model })
        {
            foreach (var merge in model.Merges)
                text.Append(TokenizerJson.NameOf(model, merge)).Append('\n');
        }
        return text.ToString();
    }

    private static Task WriteAsync(IObjectStore store, string key, byte[] bytes, CancellationToken cancellationToken) =>
        store.WriteAsync(key, (stream, ct) => stream.WriteAsync(bytes, ct).AsTask(), cancellationToken);
}
