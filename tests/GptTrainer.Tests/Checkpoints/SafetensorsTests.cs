using System.Buffers.Binary;
using System.Text;
using GptTrainer.Checkpoints;

namespace GptTrainer.Tests.Checkpoints;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    /// <summary>Headers over 8 bytes of data, and a word of the fault that each must be refused with.</summary>
    public static TheoryData<string, string> HostileHeaders => new()
    {
        { """[]""", "JSON object" },
        { """{"a":""", "malformed" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "uplicate" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "overlaps" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "gap" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "belong to no tensor" },
        { """{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "past the 8 bytes" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "no range" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", "no range" },
        { """{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "does not fill" },
        { """{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}""", "negative" },
        { """{"a":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904,2],"data_offsets":[0,8]}}""", "overflows" },
        { """{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}""", "malformed" },
        { """{"a":{"dtype":"F99","shape":[2],"data_offsets":[0,8]}}""", "unknown type" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}""", "two data_offsets" },
        { """{"a":{"dtype":"F32","shape":[2]}}""", "exactly" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"more":1}}""", "exactly" },
        { """{"a":7}""", "malformed" },
        { """{"__metadata__":{"k":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "metadata" },
    };

    [Theory]
    [MemberData(nameof(HostileHeaders))]
    public void A_hostile_header_is_refused_with_one_line(string header, string word)
    {
        var fault = Refused(Encoding.UTF8.GetBytes(header), header.Length);
        Assert.Contains(word, fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault);
        Assert.Contains(path, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(100_000_001)]
    [InlineData(1000)]
    public void A_header_longer_than_the_file_is_refused(long claimed) => Refused("{}"u8.ToArray(), claimed);

    [Fact]
    public void A_file_without_a_whole_length_is_refused()
    {
        File.WriteAllBytes(path, [1, 2, 3]);
        Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(path));
    }

    [Fact]
    public async Task What_is_written_is_read_back()
    {
        float[] matrix = [1.5f, -2, float.MaxValue, float.Epsilon, 0, 7], vector = [3, 4];
        await WriteAsync(new("b", [2, 3], matrix), new("a", [2], vector), new("empty", [0, 5], Array.Empty<float>()));

        using var file = SafetensorsFile.Open(path);
        Assert.Equal(["a", "b", "empty"], file.Names.Order());
        Assert.Equal(matrix, Read(file, "b", [2, 3]));
        Assert.Equal(vector, Read(file, "a", [2]));
    }

    [Fact]
    public async Task A_tensor_of_another_name_shape_or_type_is_refused()
    {
        await WriteAsync(new SafetensorsTensor("a", [2, 3], new float[6]));
        using (var file = SafetensorsFile.Open(path))
        {
            Assert.Contains("missing", Assert.Throws<InvalidDataException>(() => Read(file, "b", [2, 3])).Message, StringComparison.Ordinal);
            Assert.Contains("[2, 3], not [3, 2]", Assert.Throws<InvalidDataException>(() => Read(file, "a", [3, 2])).Message, StringComparison.Ordinal);
        }
        WriteRaw("""{"a":{"dtype":"I32","shape":[2],"data_offsets":[0,8]}}"""u8.ToArray(), 54);
        using var integers = SafetensorsFile.Open(path);
        Assert.Contains("only F32", Assert.Throws<InvalidDataException>(() => Read(integers, "a", [2])).Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(path);

    private string Refused(byte[] header, long claimed)
    {
        WriteRaw(header, claimed);
        return Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(path)).Message;
    }

    private void WriteRaw(byte[] header, long claimed)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, claimed);
        File.WriteAllBytes(path, [.. length, .. header, .. new byte[8]]);
    }

    private async Task WriteAsync(params SafetensorsTensor[] tensors)
    {
        await using var stream = File.Create(path);
        await SafetensorsWriter.WriteAsync(stream, tensors, CancellationToken.None);
    }

    private static unsafe float[] Read(SafetensorsFile file, string name, long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        fixed (float* target = values) file.Read(name, shape, target);
        return values;
    }
}
