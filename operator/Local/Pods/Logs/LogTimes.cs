using System.Buffers.Binary;

namespace GptOperator.Local.Pods;

/// <summary>
/// When the bytes of a log were written. The process writes its log file itself, so the times stand beside it: pairs of
/// (length of the log, UTC ticks when it had grown to it), 16 bytes each, little endian, in order.
/// </summary>
internal sealed class LogTimes
{
    private const int EntrySize = 16;
    private readonly List<(long Length, DateTimeOffset Time)> _entries = [];
    private readonly DateTimeOffset _afterLast;

    private LogTimes(byte[] data, DateTimeOffset afterLast)
    {
        _afterLast = afterLast;
        for (var at = 0; at + EntrySize <= data.Length; at += EntrySize)
        {
            var length = BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(at));
            var ticks = BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(at + 8));
            _entries.Add((length, new DateTimeOffset(ticks, TimeSpan.Zero)));
        }
    }

    /// <summary>How much of the log has a time.</summary>
    public long Length => _entries.Count == 0 ? 0 : _entries[^1].Length;

    public static LogTimes Read(ContainerFiles files) => new(
        File.Exists(files.Times) ? ReadShared(files.Times) : [],
        File.GetLastWriteTimeUtc(files.Log));

    public static byte[] Encode(long length, DateTimeOffset time)
    {
        var entry = new byte[EntrySize];
        BinaryPrimitives.WriteInt64LittleEndian(entry, length);
        BinaryPrimitives.WriteInt64LittleEndian(entry.AsSpan(8), time.UtcTicks);
        return entry;
    }

    /// <summary>When the byte at <paramref name="offset"/> was written, to about the stamping interval.</summary>
    public DateTimeOffset At(long offset)
    {
        var index = FirstIndex(entry => entry.Length > offset);
        return index < _entries.Count ? _entries[index].Time : _afterLast;
    }

    /// <summary>The first byte written at or after <paramref name="time"/>.</summary>
    public long OffsetOf(DateTimeOffset time)
    {
        var index = FirstIndex(entry => entry.Time >= time);
        if (index == _entries.Count && _afterLast < time)
            return long.MaxValue;
        return index == 0 ? 0 : _entries[index - 1].Length;
    }

    private static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var data = new byte[stream.Length];
        return data[..stream.ReadAtLeast(data, data.Length, throwOnEndOfStream: false)];
    }

    private int FirstIndex(Predicate<(long Length, DateTimeOffset Time)> holds)
    {
        var (low, high) = (0, _entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (holds(_entries[middle]))
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
