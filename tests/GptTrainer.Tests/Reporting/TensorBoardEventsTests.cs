using System.Buffers.Binary;
using System.Text;
using GptTrainer.Reporting;

namespace GptTrainer.Tests.Reporting;

public sealed class TensorBoardEventsTests
{
    [Fact]
    public void Frames_carry_their_events_and_checksums()
    {
        using var stream = new MemoryStream();
        var time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_500);
        TensorBoardEvents.WriteVersion(stream, time);
        TensorBoardEvents.WriteScalars(stream, time, 300, [("loss", 1.5)]);
        var bytes = stream.ToArray();
        // How every event file begins: 24 bytes follow, and the masked checksum of that number.
        Assert.Equal("1800000000000000a37f4b22", Convert.ToHexStringLower(bytes[..12]));
        var (version, next) = Frame(bytes, 0);
        Assert.EndsWith("\u001a\rbrain.Event:2", Encoding.Latin1.GetString(version), StringComparison.Ordinal);
        var (scalars, end) = Frame(bytes, next);
        Assert.Equal(bytes.Length, end);
        Assert.Equal(1_700_000_000.5, BinaryPrimitives.ReadDoubleLittleEndian(scalars.AsSpan(1)));
        // Step 300, then summary { value { tag: "loss" simple_value: 1.5 } }.
        Assert.Equal("10ac02" + "2a0d" + "0a0b" + "0a046c6f7373" + "150000c03f", Convert.ToHexStringLower(scalars[9..]));
    }

    private static (byte[] Data, int Next) Frame(byte[] bytes, int start)
    {
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(start));
        var data = bytes[(start + 12)..(start + 12 + length)];
        Assert.Equal(Masked(bytes[start..(start + 8)]), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(start + 8)));
        Assert.Equal(Masked(data), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(start + 12 + length)));
        return (data, start + 16 + length);
    }

    // CRC-32C bit by bit, and TensorFlow's mask.
    private static uint Masked(byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0x82f63b78 : crc >> 1;
        }
        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
    }
}
