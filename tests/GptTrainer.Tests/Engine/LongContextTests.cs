using GptOperator.Crds.Spec;
using GptTrainer.Engine;
using GptTrainer.Models;
using GptTrainer.Tests.Training;

namespace GptTrainer.Tests.Engine;

[Collection(TorchCollection.Name)]
public sealed class LongContextTests
{
    private const int Length = 8192;

    [Theory]
    [InlineData(ModelArchitecture.Gpt2)]
    [InlineData(ModelArchitecture.Llama)]
    public void Sequences_of_8192_tokens_give_the_same_loss_and_gradients_on_both_engines(ModelArchitecture architecture)
    {
        var config = Tiny.Config with { Architecture = architecture, Bias = architecture == ModelArchitecture.Gpt2, ContextLength = Length, HiddenSize = 8, Heads = 1, Layers = 1 };
        using var parameters = new ParameterBuffer(GptParameters.Of(config));
        parameters.Initialize(5);
        using var model = new GptModel(config, parameters);
        using var team = new WorkerTeam(2);
        var batch = new TokenBatch(1, Length);
        for (var i = 0; i < Length; i++) (batch.IdSpan[i], batch.TargetSpan[i]) = (i * 7L % Tiny.Vocabulary, (i * 7L + 7) % Tiny.Vocabulary);
        batch.Divide();
        using var native = new CpuEngine(config, parameters, new EngineOptions(), team, Length);
        using var torch = new TorchEngine(model, new EngineOptions());
        using var scope = TorchSharp.torch.NewDisposeScope();

        var expected = native.Accumulate(batch, 0);
        var gradients = parameters.Gradients.clone();
        parameters.Gradients.zero_();

        Assert.Equal(Math.Log(Tiny.Vocabulary) * Length, expected, 0.01 * expected);
        Assert.Equal(expected, torch.Accumulate(batch, 0), 1e-5 * expected);
        Assert.InRange(((parameters.Gradients - gradients).norm() / gradients.norm()).item<float>(), 0, 1e-4);
    }
}
