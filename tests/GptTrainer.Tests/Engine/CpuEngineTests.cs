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
