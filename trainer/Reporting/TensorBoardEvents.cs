using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace GptTrainer.Reporting;

/// <summary>Writes scalars as TensorBoard reads them: TFRecord frames of Event messages in protocol buffers' wire format.</summary>
internal static class TensorBoardEvents
{
    // Field numbers of tensorflow.Event, Summary and Summary.Value, with the wire type in the low three bits.
    private const byte WallTime = (1 << 3) | 1;
    private const byte Step = (2 << 3) | 0;
    private const byte FileVersion = (3 << 3) | 2;
    private const byte Summary = (5 << 3) | 2;
    private const byte Value = (1 << 3) | 2;
    private const byte Tag = (1 << 3) | 2;
    private const byte SimpleValue = (2 << 3) | 5;
    private const uint MaskDelta = 0xa282ead8;

    /// <summary>The record that every file begins with.</summary>
    public static void WriteVersion(Stream stream, DateTimeOffset time)
    {
        using var message = new MemoryStream();
        WriteTime(message, time);
        WriteBytes(message, FileVersion, "brain.Event:2"u8);
        WriteFrame(stream, message.ToArray());
    }

    /// <summary>One point on each of the curves named.</summary>
    public static void WriteScalars(Stream stream, DateTimeOffset time, long step, IEnumerable<(string Tag, double Value)> scalars)
    {
        using var summary = new MemoryStream();
        Span<byte> number = stackalloc byte[sizeof(float)];
        foreach (var (tag, value) in scalars)
        {
            using var point = new MemoryStream();
            WriteBytes(point, Tag, Encoding.UTF8.GetBytes(tag));
            point.WriteByte(SimpleValue);
            BinaryPrimitives.WriteSingleLittleEndian(number, (float)value);
            point.Write(number);
            WriteBytes(summary, Value, point.ToArray());
        }
        using var message = new MemoryStream();
        WriteTime(message, time);
        message.WriteByte(Step);
        WriteVariable(message, (ulong)step);
        WriteBytes(message, Summary, summary.ToArray());
        WriteFrame(stream, message.ToArray());
    }

    private static void WriteTime(Stream stream, DateTimeOffset time)
    {
        stream.WriteByte(WallTime);
        Span<byte> seconds = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(seconds, time.ToUnixTimeMilliseconds() / 1000.0);
        stream.Write(seconds);
    }

    private static void WriteBytes(Stream stream, byte field, ReadOnlySpan<byte> bytes)
    {
        stream.WriteByte(field);
        WriteVariable(stream, (ulong)bytes.Length);
        stream.Write(bytes);
    }

    private static void WriteVariable(Stream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7) stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }

    private static void WriteFrame(Stream stream, ReadOnlySpan<byte> data)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)data.Length);
        stream.Write(length);
        WriteChecksum(stream, length);
        stream.Write(data);
        WriteChecksum(stream, data);
    }

    private static void WriteChecksum(Stream stream, ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data) crc = BitOperations.Crc32C(crc, value);
        crc = ~crc;
        Span<byte> masked = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, BitOperations.RotateRight(crc, 15) + MaskDelta);
        stream.Write(masked);
    }
}
