using System.Collections.Frozen;
using System.Text;

namespace GptTrainer.Tokenization;

/// <summary>A token for each distinct character (Unicode scalar value), in the order of their code points.</summary>
internal sealed class CharacterTokenizer : ITokenizer
{
    private readonly Rune[] _characters;
    private readonly FrozenDictionary<Rune, int> _ids;
    // Nearly all text is in the first plane's start: an array spares the hash.
    private readonly int[] _lowIds = new int[0x800];

    /// <param name="characters">Distinct, in the order of their ids.</param>
    public CharacterTokenizer(IEnumerable<Rune> characters)
    {
        _characters = [.. characters];
        _ids = _characters.Select((rune, id) => KeyValuePair.Create(rune, id)).ToFrozenDictionary();
        Array.Fill(_lowIds, -1);
        foreach (var (rune, id) in _ids)
        {
            if (rune.Value < _lowIds.Length)
                _lowIds[rune.Value] = id;
        }
    }

    public int VocabSize => _characters.Length;

    public int? EndOfTextId => null;

    /// <summary>The characters in the order of their ids.</summary>
    public IReadOnlyList<Rune> Characters => _characters;

    public IReadOnlyList<int> Encode(string text)
    {
        var ids = new List<int>(text.Length);
        Encode(text, ids);
        return ids;
    }

    public void Encode(ReadOnlySpan<char> text, List<int> ids)
    {
        var position = 0;
        while (position < text.Length)
        {
            var id = text[position] < _lowIds.Length ? _lowIds[text[position]] : -1;
            if (id >= 0)
            {
                ids.Add(id);
                position++;
                continue;
            }
            // A lone surrogate reads as U+FFFD, which is also what it would be when written as UTF-8.
            Rune.DecodeFromUtf16(text[position..], out var rune, out var length);
            if (!_ids.TryGetValue(rune, out id))
                throw new UnknownCharacterException(rune, position, _characters.Length);
            ids.Add(id);
            position += length;
        }
    }

    public string Decode(IEnumerable<int> ids)
    {
        var text = new StringBuilder();
        foreach (var id in ids)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)id, (uint)_characters.Length, nameof(ids));
            text.Append(_characters[id]);
        }
        return text.ToString();
    }
}
