using System.Runtime.InteropServices;
using System.Text;

namespace GptTrainer.Tokenization;

/// <summary>
/// Learns byte-level BPE merges (Sennrich et al., 2016): again and again the commonest pair of neighbours becomes one
/// token. Equal counts go to the pair of smaller ids, and counts change as in Hugging Face's trainer, so that both
/// learn the same merges from the same text.
/// </summary>
internal sealed class BpeTrainer
{
    /// <summary>A pair seen once is an accident of the text, not a habit of the language.</summary>
    private const long MinimumCount = 2;

    private readonly int _vocabSize;
    private readonly HashSet<string> _specialNames;
    private readonly List<byte[]> _tokens = [];
    private readonly Dictionary<string, int> _ids = [];
    private readonly List<BpeMerge> _merges = [];
    private readonly List<Word> _words = [];
    private readonly Dictionary<(int Left, int Right), long> _pairCounts = [];
    private readonly PriorityQueue<Candidate, Candidate> _queue = new(Candidate.CommonestFirst);

    private BpeTrainer(int vocabSize, IReadOnlyList<string> specialTokens)
    {
        _vocabSize = vocabSize;
        _specialNames = [.. specialTokens.Select(name => ByteAlphabet.Write(Encoding.UTF8.GetBytes(name)))];
        foreach (var name in specialTokens)
            _tokens.Add(Encoding.UTF8.GetBytes(name));
        foreach (var value in ByteAlphabet.InIdOrder)
            AddToken([value]);
    }

    /// <summary>
    /// Learns at most <paramref name="vocabSize"/> tokens: the special ones, the 256 bytes and merges. The result has
    /// fewer where no pair is left that occurs twice.
    /// </summary>
    public static BpeModel Train(
        IReadOnlyDictionary<string, long> words, int vocabSize, IReadOnlyList<string> specialTokens, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabSize, specialTokens.Count + 256);
        var trainer = new BpeTrainer(vocabSize, specialTokens);
        trainer.Load(words);
        trainer.Learn(cancellationToken);
        return new BpeModel(specialTokens, trainer._tokens, trainer._merges);
    }

    private void Load(IReadOnlyDictionary<string, long> words)
    {
        var firstByte = _tokens.Count - 256;
        var byteIds = new int[256];
        for (var i = 0; i < 256; i++)
            byteIds[ByteAlphabet.InIdOrder[i]] = firstByte + i;

        var places = new Dictionary<(int, int), List<int>>();
        foreach (var (text, count) in words)
        {
            var word = new Word([.. Encoding.UTF8.GetBytes(text).Select(value => byteIds[value])], count);
            for (var i = 0; i + 1 < word.Length; i++)
                CountPair((word.Symbols[i], word.Symbols[i + 1]), count, _words.Count, places);
            _words.Add(word);
        }
        Enqueue(places);
    }

    private void Learn(CancellationToken cancellationToken)
    {
        while (_tokens.Count < _vocabSize && _queue.TryDequeue(out var best, out _))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = _pairCounts[best.Pair];
            if (best.Count != count)
            {
                // Other merges took occurrences away since it was queued.
                var current = best with { Count = count };
                _queue.Enqueue(current, current);
                continue;
            }
            if (count < MinimumCount)
                break;
            if (TokenOf(best.Pair) is { } result)
                Apply(new BpeMerge(best.Pair.Left, best.Pair.Right, result), best.Words);
        }
    }

    private int? TokenOf((int Left, int Right) pair)
    {
        byte[] bytes = [.. _tokens[pair.Left], .. _tokens[pair.Right]];
        var name = ByteAlphabet.Write(bytes);
        // Text that spells a special token must not become that token.
        if (_specialNames.Contains(name))
            return null;
        return _ids.TryGetValue(name, out var id) ? id : AddToken(bytes);
    }

    private int AddToken(byte[] bytes)
    {
        _ids.Add(ByteAlphabet.Write(bytes), _tokens.Count);
        _tokens.Add(bytes);
        return _tokens.Count - 1;
    }

    private void Apply(BpeMerge merge, List<int> words)
    {
        _merges.Add(merge);
        var places = new Dictionary<(int, int), List<int>>();
        foreach (var index in words)
        {
            var word = _words[index];
            word.Merge(merge, (pair, change) => CountPair(pair, change * word.Count, index, places));
        }
        Enqueue(places);
    }

    private void CountPair((int, int) pair, long change, int word, Dictionary<(int, int), List<int>> places)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_pairCounts, pair, out _) += change;
        if (change <= 0)
            return;
        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(places, pair, out _);
        list ??= [];
        // A word's changes come together: looking at the last entry is enough to hold each word once.
        if (list.Count == 0 || list[^1] != word)
            list.Add(word);
    }

    private void Enqueue(Dictionary<(int, int), List<int>> places)
    {
        foreach (var (pair, words) in places)
        {
            var candidate = new Candidate(pair, _pairCounts[pair], words);
            if (candidate.Count > 0)
                _queue.Enqueue(candidate, candidate);
        }
    }

    /// <summary>A pair, how often it occurred when queued, and the words where it then occurred.</summary>
    private readonly record struct Candidate((int Left, int Right) Pair, long Count, List<int> Words)
    {
        public static IComparer<Candidate> CommonestFirst { get; } = Comparer<Candidate>.Create((a, b) =>
            a.Count != b.Count ? b.Count.CompareTo(a.Count) : a.Pair.CompareTo(b.Pair));
    }

    /// <summary>A distinct word as its present tokens.</summary>
    private sealed class Word(int[] symbols, long count)
    {
        public int[] Symbols => symbols;

        public int Length { get; private set; } = symbols.Length;

        public long Count => count;

        /// <summary>Puts the merge's result for each occurrence and tells which pairs came (+1) and went (-1).</summary>
        public void Merge(BpeMerge merge, Action<(int, int), int> changed)
        {
            var write = 0;
            for (var read = 0; read < Length; read++, write++)
            {
                if (symbols[read] != merge.Left || read + 1 == Length || symbols[read + 1] != merge.Right)
                {
                    symbols[write] = symbols[read];
                    continue;
                }
                if (write > 0)
                {
                    changed((symbols[write - 1], merge.Left), -1);
                    changed((symbols[write - 1], merge.Result), 1);
                }
                read++;
                symbols[write] = merge.Result;
                if (read + 1 < Length)
                {
                    changed((merge.Right, symbols[read + 1]), -1);
                    changed((merge.Result, symbols[read + 1]), 1);
                }
            }
            Length = write;
        }
    }
}
