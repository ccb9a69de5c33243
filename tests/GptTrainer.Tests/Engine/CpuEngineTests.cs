using GptOperator.Crds.Spec;
using GptTrainer.Engine;
using GptTrainer.Models;
using GptTrainer.Tests.Training;
using static TorchSharp.torch;

namespace GptTrainer.Tests.Engine;

/// <summary>The engine's hand-written passes against libtorch's automatic ones.</summary>
[Collection(TorchCollection.Name)]
public sealed class CpuEngineTests
{
    private const double Tolerance = 1e-5;

    private static readonly GptConfig Gpt2 = new()
    {
        VocabularySize = 83,
        ContextLength = 70,
        HiddenSize = 60,
        Layers = 2,
        Heads = 4,
        IntermediateSize = 100,
    };

    private static readonly GptConfig Llama = Gpt2 with
    {
        Architecture = ModelArchitecture.Llama,
        HiddenSize = 64,
        KeyValueHeads = 2,
        Bias = false,
        TieWordEmbeddings = false,
    };

    public static TheoryData<string> Models => [.. Configs.Keys];

    private static Dictionary<string, GptConfig> Configs { get; } = new()
    {
        ["gpt2"] = Gpt2,
        ["gpt2 without biases, untied"] = Gpt2 with { Bias = false, TieWordEmbeddings = false },
        ["llama"] = Llama,
        ["llama with as many keys as queries, tied"] = Llama with { KeyValueHeads = 4, TieWordEmbeddings = true },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Loss_and_gradients_are_those_of_libtorch(string name)
    {
        var config = Configs[name];
        using var scope = NewDisposeScope();
        using var parameters = Scattered(config);
        using var model = new GptModel(config, parameters);
        var batch = Batch(config, 3, 70);
        var loss = model.Loss(tensor(batch.IdSpan.ToArray(), 3, 70), tensor(batch.TargetSpan.ToArray(), 3, 70), 3, 70, nn.Reduction.Sum);
        loss.backward();
        var expected = parameters.Gradients.clone();
        parameters.Gradients.zero_();

        using var team = new WorkerTeam(2);
        using var engine = new CpuEngine(config, parameters, new EngineOptions(), team, batch.Capacity);
        Assert.Equal(loss.item<float>(), engine.Accumulate(batch, 0), Tolerance * loss.item<float>());
        AssertClose(parameters, expected, parameters.Gradients);
    }

    [Fact]
    public void Checkpointed_activations_give_the_same_bits()
    {
        var config = Gpt2 with { Dropout = 0.2, Layers = 3 };
        Assert.Equal(Gradients(config, new EngineOptions(), 70), Gradients(config, new EngineOptions { ActivationCheckpointing = true }, 70));
    }

    [Fact]
    public void Label_smoothing_and_z_loss_follow_their_definitions()
    {
        const double Smoothing = 0.1, Z = 1e-2;
        using var scope = NewDisposeScope();
        using var parameters = Scattered(Gpt2);
        using var model = new GptModel(Gpt2, parameters);
        var batch = Batch(Gpt2, 2, 30);
        var logits = model.Logits(tensor(batch.IdSpan.ToArray(), 2, 30), 2, 30);
        var loss = nn.functional.cross_entropy(logits, tensor(batch.TargetSpan.ToArray()), reduction: nn.Reduction.Sum, label_smoothing: Smoothing)
            + Z * logits.logsumexp(1).pow(2).sum();
        loss.backward();
        var expected = parameters.Gradients.clone();
        parameters.Gradients.zero_();
        using var team = new WorkerTeam(2);
        using var engine = new CpuEngine(Gpt2, parameters, new EngineOptions { LabelSmoothing = Smoothing, ZLoss = Z }, team, batch.Capacity);
        Assert.Equal(loss.item<float>(), engine.Accumulate(batch, 0), Tolerance * loss.item<float>());
        AssertClose(parameters, expected, parameters.Gradients);
        // What is measured is the model, not the training's objective.
        Assert.Equal(nn.functional.cross_entropy(logits, tensor(batch.TargetSpan.ToArray()), reduction: nn.Reduction.Sum).item<float>(), engine.Measure(batch), 1e-2);
    }

    [Theory]
    [InlineData(ModelArchitecture.Gpt2)]
    [InlineData(ModelArchitecture.Llama)]
    public void Masked_documents_of_a_sequence_equal_sequences_of_their_own(ModelArchitecture architecture)
    {
        const long End = 5;
        var config = architecture == ModelArchitecture.Gpt2 ? Gpt2 : Llama;
        int[] lengths = [13, 1, 36, 20];
        using var scope = NewDisposeScope();
        using var parameters = Scattered(config);
        using var team = new WorkerTeam(2);
        using var engine = new CpuEngine(config, parameters, new EngineOptions(), team, 70);
        var packed = Batch(config, 1, 70);
        var ends = lengths.Aggregate(new List<int> { -1 }, (all, length) => [.. all, all[^1] + length]).Skip(1).ToHashSet();
        for (var i = 0; i < 70; i++) packed.IdSpan[i] = ends.Contains(i) ? End : packed.IdSpan[i] == End ? 6 : packed.IdSpan[i];
        packed.Divide(End);
        var together = engine.Accumulate(packed, 0);
        var expected = parameters.Gradients.clone();
        parameters.Gradients.zero_();
        var (sum, first) = (0.0, 0);
        foreach (var length in lengths)
        {
            var alone = new TokenBatch(1, length);
            packed.IdSpan.Slice(first, length).CopyTo(alone.IdSpan);
            packed.TargetSpan.Slice(first, length).CopyTo(alone.TargetSpan);
            alone.Divide(End);
            sum += engine.Accumulate(alone, 0);
            first += length;
        }
        Assert.Equal(66, packed.Counted);
        Assert.Equal(sum, together, Tolerance * sum);
        // Positions that no document is long enough for have no gradient in either.
        Assert.InRange(((parameters.Gradients - expected).norm() / expected.norm()).item<float>(), 0, Tolerance);
    }

    [Fact]
    public void Dropout_drops_its_share_and_keeps_the_mean()
    {
        var row = GC.AllocateArray<float>(1_000_003, pinned: true);
        Array.Fill(row, 1f);
        unsafe
        {
            fixed (float* data = row) new Dropout(0.3, 77).Apply(data, row.Length, 5);
        }
        Assert.Equal(0.3, row.Count(value => value == 0) / (double)row.Length, 0.002);
        Assert.Equal(1, row.Average(), 0.005);
        Assert.All(row.Where(value => value != 0).Take(100), value => Assert.Equal(1 / 0.7f, value, 1e-6f));
    }

    private static byte[] Gradients(GptConfig config, EngineOptions options, int length)
    {
        using var parameters = Scattered(config);
        using var team = new WorkerTeam(2);
        var batch = Batch(config, 2, length);
        using var engine = new CpuEngine(config, parameters, options, team, batch.Capacity);
        engine.Accumulate(batch, 99);
        return parameters.Gradients.bytes.ToArray();
    }

    private static void AssertClose(ParameterBuffer parameters, Tensor expected, Tensor actual)
    {
        foreach (var parameter in parameters.Parameters)
        {
            var (wanted, got) = (expected.narrow(0, parameters.OffsetOf(parameter.Name), parameter.Elements), actual.narrow(0, parameters.OffsetOf(parameter.Name), parameter.Elements));
            var difference = ((got - wanted).norm() / wanted.norm()).item<float>();
            Assert.True(difference < Tolerance, $"{parameter.Name} differs by {difference}");
        }
    }

    private static TokenBatch Batch(GptConfig config, int sequences, int length)
    {
        var batch = new TokenBatch(sequences, length);
        for (var i = 0; i < batch.Tokens; i++)
        {
            batch.IdSpan[i] = i * 7L % config.VocabularySize;
            batch.TargetSpan[i] = (i * i + 3L) % config.VocabularySize;
        }
        batch.Divide();
        return batch;
    }

    private static ParameterBuffer Scattered(GptConfig config)
    {
        var buffer = new ParameterBuffer(GptParameters.Of(config));
        using var gradientFree = no_grad();
        using var generator = new Generator(3);
        foreach (var parameter in buffer.Parameters)
            buffer[parameter.Name].normal_(parameter.InitialValue, 0.1, generator);
        return buffer;
    }
}
