using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace GptTrainer.Checkpoints;

/// <summary>Writes safetensors files; equal tensors give equal bytes.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;
    private const int Piece = 256 * 1024;

    /// <summary>Writes float32 tensors in the order of their names.</summary>
    public static async Task WriteAsync(Stream stream, IEnumerable<SafetensorsTensor> tensors, CancellationToken cancellationToken)
    {
        var ordered = tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal).ToList();
        await stream.WriteAsync(Header(ordered), cancellationToken);
        var buffer = new byte[Piece * sizeof(float)];
        foreach (var tensor in ordered)
        {
            for (var start = 0; start < tensor.Elements.Length; start += Piece)
            {
                var piece = MemoryMarshal.AsBytes(tensor.Elements.Span.Slice(start, Math.Min(Piece, tensor.Elements.Length - start)));
                piece.CopyTo(buffer);
                await stream.WriteAsync(buffer.AsMemory(0, piece.Length), cancellationToken);
            }
        }
    }

    private static byte[] Header(List<SafetensorsTensor> tensors)
    {
        using var memory = new MemoryStream();
        memory.Write(stackalloc byte[sizeof(long)]);
        using (var json = new Utf8JsonWriter(memory)) WriteEntries(json, tensors);
        // Spaces, so that the data begin aligned for whoever maps the file.
        while (memory.Length % Alignment != 0) memory.WriteByte((byte)' ');
        var header = memory.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - sizeof(long));
        return header;
    }

    private static void WriteEntries(Utf8JsonWriter json, List<SafetensorsTensor> tensors)
    {
        json.WriteStartObject();
        // Hugging Face's loader asks for the format by this key.
        json.WriteStartObject("__metadata__");
        json.WriteString("format", "pt");
        json.WriteEndObject();
        var position = 0L;
        foreach (var tensor in tensors)
        {
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", "F32");
            json.WriteStartArray("shape");
            foreach (var size in tensor.Shape) json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(position);
            json.WriteNumberValue(position += (long)tensor.Elements.Length * sizeof(float));
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
