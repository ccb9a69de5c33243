using System.Runtime.CompilerServices;
using System.Text.Json;
using GptOperator.Crds.Serialization;
using GptTrainer.Checkpoints;
using GptTrainer.Models;
using GptTrainer.Tests.Training;

namespace GptTrainer.Tests.Checkpoints;

/// <summary>
/// Against files that the reference libraries read and wrote; Fixtures/check_exports.py shows them to each other. With
/// GPTTRAINER_UPDATE_FIXTURES=1 our files are written anew, and are to be shown again.
/// </summary>
[Collection(TorchCollection.Name)]
public sealed class ExportTests
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("GPTTRAINER_UPDATE_FIXTURES") == "1";

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama")]
    public async Task A_model_is_exported_to_the_bytes_that_transformers_reads(string name)
    {
        var config = HuggingFaceConfig.Read(Fixture(name, "config.json"));
        using var parameters = new ParameterBuffer(GptParameters.Of(config));
        using (var file = SafetensorsFile.Open(Fixture(name, "model.safetensors"))) HuggingFaceWeights.Read(file, parameters);

        await AssertFileAsync(Fixture("exported", name, "config.json"), stream =>
            JsonSerializer.SerializeAsync(stream, HuggingFaceConfig.Of(config, endOfText: 0), ContractJson.Indented));
        await AssertFileAsync(Fixture("exported", name, "model.safetensors"), stream =>
            SafetensorsWriter.WriteAsync(stream, HuggingFaceWeights.Of(config, parameters), CancellationToken.None));
    }

    [Fact]
    public Task Tensors_are_written_to_the_bytes_that_the_reference_library_reads() =>
        AssertFileAsync(Fixture("written.safetensors"), stream => SafetensorsWriter.WriteAsync(stream, [
            new("vector", [2], new float[] { 3, 4 }),
            new("matrix", [2, 3], new[] { 1.5f, -2, 3, 0.25f, 0, 7 }),
            new("empty", [0, 5], Array.Empty<float>()),
        ], CancellationToken.None));

    [Fact]
    public void What_the_reference_library_writes_is_read()
    {
        using var file = SafetensorsFile.Open(Fixture("reference.safetensors"));

        Assert.Equal(["brain", "empty", "flags", "half", "ids", "matrix", "scalar", "öffnung/名前"], file.Names.Order(StringComparer.Ordinal));
        Assert.Equal([1.5f, -2, 3, 0.25f, 0, 7], Read(file, "matrix", 2, 3));
        Assert.Equal([2.5f], Read(file, "scalar"));
        Assert.Empty(Read(file, "empty", 0, 5));
        Assert.Equal([1f, 1], Read(file, "öffnung/名前", 2));
        Assert.All([("half", "F16", 3L), ("brain", "BF16", 3L), ("ids", "I64", 4L), ("flags", "BOOL", 2L)], tensor =>
            Assert.Contains($"'{tensor.Item1}' is of type {tensor.Item2}; only F32", Assert.Throws<InvalidDataException>(() => Read(file, tensor.Item1, tensor.Item3)).Message, StringComparison.Ordinal));
    }

    private static async Task AssertFileAsync(string path, Func<Stream, Task> write)
    {
        using var memory = new MemoryStream();
        await write(memory);
        if (Update)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, memory.ToArray());
        }
        Assert.Equal(await File.ReadAllBytesAsync(path), memory.ToArray());
    }

    private static unsafe float[] Read(SafetensorsFile file, string name, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        fixed (float* target = values) file.Read(name, shape, target);
        return values;
    }

    private static string Fixture(params IEnumerable<string> path) => Path.Combine([Folder(), .. path]);

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "Fixtures");
}
