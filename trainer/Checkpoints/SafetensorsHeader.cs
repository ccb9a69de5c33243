using System.Text.Json;

namespace GptTrainer.Checkpoints;

/// <summary>
/// The header of a safetensors file. Parsing takes nothing on trust: a file that any reader could understand in two
/// ways, or that would make it read outside the file, is refused.
/// </summary>
internal static class SafetensorsHeader
{
    /// <summary>The reference library's own limit.</summary>
    public const long LargestHeader = 100_000_000;

    private const string Metadata = "__metadata__";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <param name="json">The header's bytes.</param>
    /// <param name="dataLength">Bytes that follow the header.</param>
    /// <exception cref="InvalidDataException">The header is malformed; the message says where.</exception>
    public static IReadOnlyList<SafetensorsEntry> Parse(ReadOnlyMemory<byte> json, long dataLength)
    {
        if (json.Length == 0 || json.Span[0] != '{') throw new InvalidDataException("its header is not a JSON object");
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            var entries = document.RootElement.EnumerateObject()
                .Where(property => !IsMetadata(property))
                .Select(property => ParseEntry(property.Name, property.Value))
                .OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)
                .ToList();
            CheckCoverage(entries, dataLength);
            return entries;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"its header is malformed ({fault.Message.ReplaceLineEndings(" ")})", fault);
        }
    }

    private static bool IsMetadata(JsonProperty property)
    {
        if (property.Name != Metadata) return false;
        foreach (var pair in property.Value.EnumerateObject())
        {
            if (pair.Value.ValueKind != JsonValueKind.String)
                throw new InvalidDataException($"its metadata '{pair.Name}' is not a text");
        }
        return true;
    }

    private static SafetensorsEntry ParseEntry(string name, JsonElement value)
    {
        if (value.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal).SequenceEqual(["data_offsets", "dtype", "shape"]) is false)
            throw new InvalidDataException($"tensor '{name}' must have exactly dtype, shape and data_offsets");
        var type = value.GetProperty("dtype").GetString() ?? "";
        var shape = value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var offsets = value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
        if (offsets.Length != 2) throw new InvalidDataException($"tensor '{name}' must have two data_offsets");
        var (begin, end) = (offsets[0], offsets[1]);
        if (begin < 0 || end < begin)
            throw new InvalidDataException($"tensor '{name}' has offsets {begin} to {end}, which is no range");
        if (SizeOf(name, type, shape) != end - begin)
            throw new InvalidDataException($"tensor '{name}' of type {type} and shape [{string.Join(", ", shape)}] does not fill its {end - begin} bytes");
        return new SafetensorsEntry(name, type, shape, begin, end);
    }

    private static long SizeOf(string name, string type, long[] shape)
    {
        var size = type switch
        {
            "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" => 1L,
            "U16" or "I16" or "F16" or "BF16" => 2,
            "U32" or "I32" or "F32" => 4,
            "U64" or "I64" or "F64" => 8,
            _ => throw new InvalidDataException($"tensor '{name}' has the unknown type '{type}'"),
        };
        foreach (var dimension in shape)
        {
            if (dimension < 0) throw new InvalidDataException($"tensor '{name}' has the negative dimension {dimension}");
            if (dimension > 0 && size > long.MaxValue / dimension)
                throw new InvalidDataException($"tensor '{name}' has a shape whose size overflows");
            size *= dimension;
        }
        return size;
    }

    private static void CheckCoverage(List<SafetensorsEntry> entries, long dataLength)
    {
        var position = 0L;
        foreach (var entry in entries)
        {
            if (entry.Begin != position)
            {
                var fault = entry.Begin < position ? "overlaps the tensor before it" : "leaves a gap before it";
                throw new InvalidDataException($"tensor '{entry.Name}' begins at {entry.Begin} and {fault}");
            }
            if (entry.End > dataLength)
                throw new InvalidDataException($"tensor '{entry.Name}' ends at {entry.End}, past the {dataLength} bytes of data");
            position = entry.End;
        }
        if (position != dataLength)
            throw new InvalidDataException($"{dataLength - position} bytes at its end belong to no tensor");
    }
}
