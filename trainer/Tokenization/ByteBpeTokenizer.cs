using System.Collections.Concurrent;
using System.Text;

namespace GptTrainer.Tokenization;

/// <summary>
/// Byte-level BPE as GPT-2's: words by <see cref="Gpt2PreTokenizer"/>, merges within a word in the order in which they
/// were learned. Any text round-trips, as every byte is a token.
/// </summary>
internal sealed class ByteBpeTokenizer : ITokenizer
{
    private const int LongestCachedWord = 48;
    private const int MaximumCachedWords = 1 << 19;

    private readonly BpeModel _model;
    private readonly int[] _byteIds = new int[256];
    private readonly Dictionary<(int Left, int Right), (int Rank, int Result)> _merges = [];
    private readonly ConcurrentDictionary<string, int[]> _cache = new();
    // The dictionary's own count would lock all of it.
    private int _cached;

    public ByteBpeTokenizer(BpeModel model)
    {
        _model = model;
        for (var id = model.SpecialTokens.Count; id < model.Tokens.Count; id++)
        {
            if (model.Tokens[id] is [var value])
                _byteIds[value] = id;
        }
        for (var rank = 0; rank < model.Merges.Count; rank++)
        {
            var (left, right, result) = model.Merges[rank];
            _merges.TryAdd((left, right), (rank, result));
        }
    }

    public BpeModel Model => _model;

    public int VocabSize => _model.Tokens.Count;

    public int? EndOfTextId => _model.SpecialTokens.Count > 0 ? 0 : null;

    public IReadOnlyList<int> Encode(string text)
    {
        var ids = new List<int>(text.Length / 3);
        Encode(text, ids);
        return ids;
    }

    public void Encode(ReadOnlySpan<char> text, List<int> ids)
    {
        var cache = _cache.GetAlternateLookup<ReadOnlySpan<char>>();
        var length = 0;
        for (var start = 0; start < text.Length; start += length)
        {
            length = Gpt2PreTokenizer.WordLength(text, start);
            var word = text.Slice(start, length);
            if (!cache.TryGetValue(word, out var known))
            {
                known = EncodeWord(word);
                if (length <= LongestCachedWord && _cached < MaximumCachedWords && cache.TryAdd(word, known))
                    Interlocked.Increment(ref _cached);
            }
            ids.AddRange(known);
        }
    }

    public string Decode(IEnumerable<int> ids)
    {
        var bytes = new List<byte>();
        foreach (var id in ids)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)id, (uint)_model.Tokens.Count, nameof(ids));
            bytes.AddRange(_model.Tokens[id]);
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    // Symbols as a list linked by index, and a queue of mergeable neighbours: n log n however long the word is.
    private int[] EncodeWord(ReadOnlySpan<char> word)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(word)];
        Encoding.UTF8.GetBytes(word, bytes);
        var symbols = Array.ConvertAll(bytes, value => _byteIds[value]);
        var next = new int[symbols.Length];
        var previous = new int[symbols.Length];
        var queue = new PriorityQueue<(int Position, int Left, int Right, int Result), (int Rank, int Position)>();
        for (var i = 0; i < symbols.Length; i++)
        {
            (previous[i], next[i]) = (i - 1, i + 1);
            Propose(i);
        }
        while (queue.TryDequeue(out var merge, out _))
        {
            var right = next[merge.Position];
            // Out of date: a merge that went first took one of the two.
            if (symbols[merge.Position] != merge.Left || right >= symbols.Length || symbols[right] != merge.Right)
                continue;
            symbols[merge.Position] = merge.Result;
            symbols[right] = -1;
            next[merge.Position] = next[right];
            if (next[right] < symbols.Length)
                previous[next[right]] = merge.Position;
            Propose(merge.Position);
            Propose(previous[merge.Position]);
        }
        return Array.FindAll(symbols, symbol => symbol >= 0);

        void Propose(int position)
        {
            if (position >= 0 && next[position] < symbols.Length
                && _merges.TryGetValue((symbols[position], symbols[next[position]]), out var merge))
            {
                queue.Enqueue((position, symbols[position], symbols[next[position]], merge.Result), (merge.Rank, position));
            }
        }
    }
}
