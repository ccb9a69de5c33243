using System.Buffers.Binary;
using System.Globalization;
using GptTrainer.Storage;

namespace GptTrainer.Data;

/// <summary>Writes one split's ids into shards of bounded size, each uploaded as soon as it is full.</summary>
internal sealed class ShardWriter(
    string split, int vocabSize, long shardTokens, IObjectStore store, string folder, string scratch) : IAsyncDisposable
{
    private readonly List<DatasetShard> _shards = [];
    private readonly byte[] _buffer = new byte[1 << 16];
    private FileStream? _file;
    private int _buffered;
    private long _inShard;

    /// <summary>Bytes of one id.</summary>
    public int TokenBytes { get; } = vocabSize <= 1 << 16 ? sizeof(ushort) : sizeof(uint);

    /// <summary>How often each id was written.</summary>
    public long[] Counts { get; } = new long[vocabSize];

    public long Tokens { get; private set; }

    private string File => string.Create(CultureInfo.InvariantCulture, $"{split}-{_shards.Count:D5}.bin");

    public async Task WriteAsync(IReadOnlyList<int> ids, CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            if (_buffered + TokenBytes > _buffer.Length)
                await FlushAsync(cancellationToken);
            if (TokenBytes == sizeof(ushort))
                BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(_buffered), (ushort)id);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_buffered), (uint)id);
            _buffered += TokenBytes;
            Counts[id]++;
            Tokens++;
            if (++_inShard == shardTokens)
                await UploadAsync(cancellationToken);
        }
    }

    /// <summary>Uploads what is left.</summary>
    public async Task<DatasetSplit> FinishAsync(CancellationToken cancellationToken)
    {
        if (_inShard > 0)
            await UploadAsync(cancellationToken);
        return new DatasetSplit(Tokens, _shards);
    }

    public async ValueTask DisposeAsync()
    {
        if (_file is not null)
            await _file.DisposeAsync();
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        _file ??= new FileStream(Path.Combine(scratch, File), FileMode.Create, FileAccess.Write, FileShare.Read, 0, useAsync: true);
        await _file.WriteAsync(_buffer.AsMemory(0, _buffered), cancellationToken);
        _buffered = 0;
    }

    private async Task UploadAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await _file!.DisposeAsync();
        await store.UploadAsync($"{folder}/{File}", _file.Name, cancellationToken);
        System.IO.File.Delete(_file.Name);
        _file = null;
        _shards.Add(new DatasetShard(File, _inShard));
        _inShard = 0;
    }
}
