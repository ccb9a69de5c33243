using System.Runtime.CompilerServices;
using GptTrainer.Checkpoints;
using GptTrainer.Engine;
using GptTrainer.Models;
using GptTrainer.Training;

namespace GptTrainer.Tests.Training;

/// <summary>Against numbers that transformers and PyTorch gave; Fixtures/make_fixtures.py makes them.</summary>
[Collection(TorchCollection.Name)]
public sealed unsafe class ReferenceTests
{
    private const double Tolerance = 1e-5;
    private const int Sequences = 2;

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama")]
    public void Logits_loss_and_every_gradient_are_those_of_transformers(string name)
    {
        using var reference = new Reference(name);
        var logits = reference.Logits();
        Assert.InRange(Distance(logits, reference.Read("logits", Sequences, reference.Config.ContextLength, reference.Config.VocabularySize)), 0, Tolerance);
        var loss = reference.Engine.Accumulate(reference.Batch, 0) / reference.Batch.Counted;
        Assert.Equal(reference.Read("loss")[0], loss, Tolerance * loss);
        foreach (var parameter in reference.Parameters.Parameters)
        {
            var expected = reference.Read($"gradient.{parameter.Name}", parameter.Shape);
            var actual = new float[expected.Length];
            new ReadOnlySpan<float>(TensorMemory.Pointer(reference.Parameters.Gradients) + reference.Parameters.OffsetOf(parameter.Name), actual.Length).CopyTo(actual);
            for (var i = 0; i < actual.Length; i++) actual[i] /= reference.Batch.Counted;
            Assert.True(Distance(actual, expected) < Tolerance, $"{parameter.Name} differs by {Distance(actual, expected)}");
        }
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama")]
    public void Ten_AdamW_steps_lose_as_PyTorch_does(string name)
    {
        using var reference = new Reference(name);
        using var optimizer = new AdamW(reference.Parameters, new AdamWOptions { Beta1 = 0.9, Beta2 = 0.95, WeightDecay = 0.1 }, reference.Team);
        foreach (var (expected, step) in reference.Read("losses", 10).Select((loss, index) => (loss, index + 1)))
        {
            var loss = reference.Engine.Accumulate(reference.Batch, 0) / reference.Batch.Counted;
            Assert.Equal(expected, loss, Tolerance * loss);
            optimizer.Step(step, 1e-3, 1.0 / reference.Batch.Counted);
        }
    }

    [Fact]
    public void Muon_makes_matrices_orthogonal_as_its_reference_does()
    {
        using var file = SafetensorsFile.Open(Fixture("muon.safetensors"));
        var (x, expected) = (Read(file, "gradient", 12, 20), Read(file, "orthogonal", 12, 20));
        using var team = new WorkerTeam(2);
        using var orthogonalization = new Orthogonalization();
        fixed (float* data = x)
        {
            var pointer = (nint)data;
            team.Run(worker => orthogonalization.Run(worker, (float*)pointer, 12, 20));
        }
        Assert.InRange(Distance(x, expected), 0, 1e-4);
    }

    [Fact]
    public void Three_Muon_steps_move_a_weight_as_PyTorch_does()
    {
        using var file = SafetensorsFile.Open(Fixture("muon.safetensors"));
        var gradients = Read(file, "gradients", 3, 12, 20);
        using var parameters = new ParameterBuffer([new("hidden.weight", [12, 20], 0), new("gain", [4], 0, 1)]);
        using var team = new WorkerTeam(2);
        using var muon = new Muon(parameters, new AdamWOptions { Momentum = 0.95, WeightDecay = 0.1 }, team);
        var values = new Span<float>(TensorMemory.Pointer(parameters.Values), 240);
        var slots = new Span<float>(TensorMemory.Pointer(parameters.Gradients), 240);
        Read(file, "before", 12, 20).CopyTo(values);
        for (var step = 1; step <= 3; step++)
        {
            gradients.AsSpan(240 * (step - 1), 240).CopyTo(slots);
            muon.Step(step, 0.02, 1);
        }
        // PyTorch iterates in bfloat16, of which three steps of 0.02 keep this much.
        Assert.InRange(Distance(values.ToArray(), Read(file, "after", 12, 20)), 0, 2e-3);
    }

    private static double Distance(float[] actual, float[] expected)
    {
        var (difference, size) = (0.0, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow((double)actual[i] - expected[i], 2);
            size += Math.Pow(expected[i], 2);
        }
        return Math.Sqrt(difference / size);
    }

    private static float[] Read(SafetensorsFile file, string name, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        fixed (float* data = values) file.Read(name, shape, data);
        return values;
    }

    private static string Fixture(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "Fixtures", name);

    private sealed class Reference : IDisposable
    {
        private readonly SafetensorsFile expected;

        public Reference(string name)
        {
            expected = SafetensorsFile.Open(Fixture(Path.Combine(name, "expected.safetensors")));
            Config = HuggingFaceConfig.Read(Fixture(Path.Combine(name, "config.json")));
            Parameters = new ParameterBuffer(GptParameters.Of(Config));
            using (var weights = SafetensorsFile.Open(Fixture(Path.Combine(name, "model.safetensors")))) HuggingFaceWeights.Read(weights, Parameters);
            Batch = new TokenBatch(Sequences, Config.ContextLength);
            Fill(Batch.IdSpan, "ids");
            Fill(Batch.TargetSpan, "targets");
            Batch.Divide();
            Engine = new CpuEngine(Config, Parameters, new EngineOptions(), Team, Batch.Capacity);
        }

        public GptConfig Config { get; }

        public ParameterBuffer Parameters { get; }

        public TokenBatch Batch { get; }

        public WorkerTeam Team { get; } = new(2);

        public CpuEngine Engine { get; }

        public float[] Read(string name, params long[] shape) => ReferenceTests.Read(expected, name, shape);

        public float[] Logits()
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            using var gradientFree = TorchSharp.torch.no_grad();
            using var model = new GptModel(Config, Parameters);
            var ids = TorchSharp.torch.tensor(Batch.IdSpan.ToArray(), Sequences, Config.ContextLength);
            return [.. model.Logits(ids, Sequences, Config.ContextLength).data<float>()];
        }

        public void Dispose()
        {
            Engine.Dispose();
            Team.Dispose();
            Parameters.Dispose();
            expected.Dispose();
        }

        private void Fill(Span<long> target, string name)
        {
            var values = Read(name, Sequences, Config.ContextLength);
            for (var i = 0; i < values.Length; i++) target[i] = (long)values[i];
        }
    }
}
