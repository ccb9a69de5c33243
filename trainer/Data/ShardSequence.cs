namespace GptTrainer.Data;

/// <summary>Shards that are read as one row of ids.</summary>
internal sealed class ShardSequence : IDisposable
{
    private readonly TokenShard[] _shards;
    private readonly long[] _starts;

    public ShardSequence(IEnumerable<TokenShard> shards)
    {
        _shards = [.. shards];
        _starts = new long[_shards.Length];
        for (var i = 1; i < _shards.Length; i++)
            _starts[i] = _starts[i - 1] + _shards[i - 1].Tokens;
        Tokens = _shards.Sum(shard => shard.Tokens);
    }

    public long Tokens { get; }

    public void Read(long position, Span<long> destination)
    {
        if (position < 0 || position + destination.Length > Tokens)
            throw new ArgumentOutOfRangeException(nameof(position), position, $"{destination.Length} tokens from there on are not all within the {Tokens} of the split.");
        if (destination.IsEmpty)
            return;
        var index = Array.BinarySearch(_starts, position);
        for (var shard = index >= 0 ? index : ~index - 1; !destination.IsEmpty; shard++)
        {
            var offset = position - _starts[shard];
            var count = (int)Math.Min(destination.Length, _shards[shard].Tokens - offset);
            _shards[shard].Read(offset, destination[..count]);
            destination = destination[count..];
            position += count;
        }
    }

    public void Dispose()
    {
        foreach (var shard in _shards)
            shard.Dispose();
    }
}
