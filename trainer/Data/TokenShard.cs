using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace GptTrainer.Data;

/// <summary>One memory-mapped shard: token ids of 2 or 4 bytes, little-endian.</summary>
internal sealed unsafe class TokenShard : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly int _tokenBytes;

    /// <param name="path">The shard's file.</param>
    /// <param name="tokens">Number of ids in it.</param>
    /// <param name="tokenBytes">2 or 4.</param>
    /// <exception cref="InvalidDataException">The file's size is not that of so many ids.</exception>
    public TokenShard(string path, long tokens, int tokenBytes)
    {
        var length = new FileInfo(path).Length;
        if (length != tokens * tokenBytes)
            throw new InvalidDataException($"'{path}' has {length} bytes where {tokens * tokenBytes} belong; remove the dataset's folder and prepare the data again.");
        Tokens = tokens;
        _tokenBytes = tokenBytes;
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset;
    }

    public long Tokens { get; }

    /// <summary>Copies the ids from <paramref name="position"/> on.</summary>
    public void Read(long position, Span<long> destination)
    {
        if (position < 0 || position + destination.Length > Tokens)
            throw new ArgumentOutOfRangeException(nameof(position), position, $"The shard has {Tokens} tokens.");
        var bytes = new ReadOnlySpan<byte>(_start + position * _tokenBytes, destination.Length * _tokenBytes);
        if (_tokenBytes == sizeof(ushort))
        {
            var ids = MemoryMarshal.Cast<byte, ushort>(bytes);
            for (var i = 0; i < ids.Length; i++)
                destination[i] = BitConverter.IsLittleEndian ? ids[i] : BinaryPrimitives.ReverseEndianness(ids[i]);
        }
        else
        {
            var ids = MemoryMarshal.Cast<byte, uint>(bytes);
            for (var i = 0; i < ids.Length; i++)
                destination[i] = BitConverter.IsLittleEndian ? ids[i] : BinaryPrimitives.ReverseEndianness(ids[i]);
        }
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
