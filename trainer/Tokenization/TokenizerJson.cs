using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GptTrainer.Tokenization;

/// <summary>The format of Hugging Face's <c>tokenizer.json</c>, as far as this trainer's tokenizers go.</summary>
internal static class TokenizerJson
{
    // Not a dot: what that matches depends on the regular expression library that reads the file.
    private const string AnyCharacter = @"[\s\S]";

    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(ITokenizer tokenizer) => Render(json =>
    {
        json.WriteStartObject();
        json.WriteString("version", "1.0");
        json.WriteNull("truncation");
        json.WriteNull("padding");
        json.WriteStartArray("added_tokens");
        if (tokenizer is ByteBpeTokenizer bpe)
        {
            for (var id = 0; id < bpe.Model.SpecialTokens.Count; id++)
                WriteSpecialToken(json, id, bpe.Model.SpecialTokens[id]);
        }
        json.WriteEndArray();
        json.WriteNull("normalizer");
        WriteParts(json, tokenizer);
        json.WriteEndObject();
    });

    /// <summary>The content of <c>vocab.json</c>: token to id, in the order of the ids.</summary>
    public static byte[] WriteVocabulary(ITokenizer tokenizer) => Render(json => WriteVocabulary(json, tokenizer));

    /// <summary>A merge as <c>merges.txt</c> writes it: both tokens in the byte alphabet, a space between.</summary>
    public static string NameOf(BpeModel model, BpeMerge merge) =>
        $"{ByteAlphabet.Write(model.Tokens[merge.Left])} {ByteAlphabet.Write(model.Tokens[merge.Right])}";

    /// <exception cref="FormatException">Not a tokenizer of a known kind.</exception>
    /// <exception cref="KeyNotFoundException">A part is missing.</exception>
    public static ITokenizer Read(JsonElement root)
    {
        var model = root.GetProperty("model");
        return model.GetProperty("type").GetString() switch
        {
            "WordLevel" => ReadCharacters(model),
            "BPE" => ReadBpe(root, model),
            var other => throw new FormatException($"model type '{other}' is unknown"),
        };
    }

    private static CharacterTokenizer ReadCharacters(JsonElement model) => new(
        TokensById(model).Select(token => Rune.TryGetRuneAt(token, 0, out var rune) && rune.Utf16SequenceLength == token.Length
            ? rune
            : throw new FormatException($"token '{token}' is not one character")));

    private static ByteBpeTokenizer ReadBpe(JsonElement root, JsonElement model)
    {
        var special = root.GetProperty("added_tokens").EnumerateArray()
            .OrderBy(token => token.GetProperty("id").GetInt32())
            .Select(token => token.GetProperty("content").GetString()!)
            .ToList();
        var names = TokensById(model);
        var ids = names.Select((name, id) => (name, id)).ToDictionary(token => token.name, token => token.id);
        if (!names.Take(special.Count).SequenceEqual(special))
            throw new FormatException("special tokens do not have the first ids");
        var tokens = names.Select((name, id) => id < special.Count ? Encoding.UTF8.GetBytes(name) : ByteAlphabet.Read(name)).ToList();
        var merges = model.GetProperty("merges").EnumerateArray().Select(merge => ReadMerge(merge, ids)).ToList();
        return new ByteBpeTokenizer(new BpeModel(special, tokens, merges));
    }

    private static BpeMerge ReadMerge(JsonElement merge, Dictionary<string, int> ids)
    {
        var pair = merge.GetString()!.Split(' ');
        return pair.Length == 2
            ? new BpeMerge(ids[pair[0]], ids[pair[1]], ids[pair[0] + pair[1]])
            : throw new FormatException($"merge '{merge}' is not a pair");
    }

    private static List<string> TokensById(JsonElement model)
    {
        var tokens = model.GetProperty("vocab").EnumerateObject()
            .Select(token => (token.Name, Id: token.Value.GetInt32()))
            .OrderBy(token => token.Id)
            .ToList();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Id != i)
                throw new FormatException($"no token has the id {i}");
        }
        return [.. tokens.Select(token => token.Name)];
    }

    private static void WriteParts(Utf8JsonWriter json, ITokenizer tokenizer)
    {
        if (tokenizer is ByteBpeTokenizer bpe)
        {
            WriteByteLevel(json, "pre_tokenizer", addPrefixSpace: false);
            WriteByteLevel(json, "post_processor", addPrefixSpace: true);
            WriteByteLevel(json, "decoder", addPrefixSpace: true);
            WriteBpeModel(json, bpe);
            return;
        }
        json.WriteStartObject("pre_tokenizer");
        json.WriteString("type", "Split");
        json.WriteStartObject("pattern");
        json.WriteString("Regex", AnyCharacter);
        json.WriteEndObject();
        json.WriteString("behavior", "Isolated");
        json.WriteBoolean("invert", false);
        json.WriteEndObject();
        json.WriteNull("post_processor");
        json.WriteStartObject("decoder");
        json.WriteString("type", "Fuse");
        json.WriteEndObject();
        json.WriteStartObject("model");
        json.WriteString("type", "WordLevel");
        json.WritePropertyName("vocab");
        WriteVocabulary(json, tokenizer);
        // The format wants a name here; as no token has it, unknown characters are an error there too.
        json.WriteString("unk_token", "<unk>");
        json.WriteEndObject();
    }

    private static void WriteBpeModel(Utf8JsonWriter json, ByteBpeTokenizer bpe)
    {
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        foreach (var name in (string[])["dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"])
            json.WriteNull(name);
        foreach (var name in (string[])["fuse_unk", "byte_fallback", "ignore_merges"])
            json.WriteBoolean(name, false);
        json.WritePropertyName("vocab");
        WriteVocabulary(json, bpe);
        json.WriteStartArray("merges");
        foreach (var merge in bpe.Model.Merges)
            json.WriteStringValue(NameOf(bpe.Model, merge));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteByteLevel(Utf8JsonWriter json, string name, bool addPrefixSpace)
    {
        json.WriteStartObject(name);
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", addPrefixSpace);
        json.WriteBoolean("trim_offsets", true);
        json.WriteBoolean("use_regex", true);
        json.WriteEndObject();
    }

    private static void WriteSpecialToken(Utf8JsonWriter json, int id, string content)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("content", content);
        foreach (var flag in (string[])["single_word", "lstrip", "rstrip", "normalized"])
            json.WriteBoolean(flag, false);
        json.WriteBoolean("special", true);
        json.WriteEndObject();
    }

    private static void WriteVocabulary(Utf8JsonWriter json, ITokenizer tokenizer)
    {
        json.WriteStartObject();
        for (var id = 0; id < tokenizer.VocabSize; id++)
            json.WriteNumber(TokenName(tokenizer, id), id);
        json.WriteEndObject();
    }

    private static string TokenName(ITokenizer tokenizer, int id) => tokenizer switch
    {
        CharacterTokenizer characters => characters.Characters[id].ToString(),
        ByteBpeTokenizer { Model: var model } when id < model.SpecialTokens.Count => model.SpecialTokens[id],
        ByteBpeTokenizer { Model: var model } => ByteAlphabet.Write(model.Tokens[id]),
        _ => throw new NotSupportedException($"{tokenizer.GetType().Name} has no file format."),
    };

    private static byte[] Render(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Readable))
            write(json);
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }
}
