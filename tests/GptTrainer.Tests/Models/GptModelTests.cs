using GptTrainer.Models;
using GptTrainer.Tests.Training;
using GptTrainer.Training;
using static TorchSharp.torch;

namespace GptTrainer.Tests.Models;

[Collection(TorchCollection.Name)]
public sealed class GptModelTests
{
    private static readonly long[] Ids = [3, 1, 4, 1, 5, 9, 2, 6];
    private static readonly long[] Targets = [1, 4, 1, 5, 9, 2, 6, 5];

    public static TheoryData<bool, bool> Variants => new() { { true, true }, { false, true }, { true, false } };

    [Theory]
    [MemberData(nameof(Variants))]
    public unsafe void Gradients_agree_with_finite_differences(bool bias, bool tied)
    {
        using var scope = NewDisposeScope();
        var config = Tiny.Config with { Bias = bias, TieWordEmbeddings = tied };
        using var buffer = Scattered(config);
        using var model = new GptModel(config, buffer);
        Loss(model).backward();
        var values = TensorMemory.Pointer(buffer.Values);
        var gradients = TensorMemory.Pointer(buffer.Gradients);
        const float Step = 2e-2f;
        foreach (var parameter in buffer.Parameters)
        {
            // The element with the largest gradient: differences of small ones drown in float32's rounding.
            var start = buffer.OffsetOf(parameter.Name);
            var at = start + Enumerable.Range(0, (int)parameter.Elements).MaxBy(i => Math.Abs(gradients[start + i]));
            var (analytic, value) = (gradients[at], values[at]);
            var slope = (LossAt(value + Step) - LossAt(value - Step)) / (2 * Step);
            values[at] = value;
            Assert.True(Math.Abs(slope - analytic) < 0.02 * Math.Abs(analytic) + 1e-4, $"{parameter.Name}: {slope} instead of {analytic}");

            double LossAt(float changed)
            {
                values[at] = changed;
                return Loss(model).item<float>();
            }
        }
    }

    [Fact]
    public void A_later_token_changes_no_earlier_logit()
    {
        using var scope = NewDisposeScope();
        using var gradientFree = no_grad();
        using var buffer = Scattered(Tiny.Config);
        using var model = new GptModel(Tiny.Config, buffer);
        var before = model.Logits(tensor(Ids, 1, 8), 1, 8);
        for (var changed = 1; changed < 8; changed++)
        {
            var other = (long[])Ids.Clone();
            other[changed] = (other[changed] + 1) % Tiny.Vocabulary;
            var after = model.Logits(tensor(other, 1, 8), 1, 8);
            Assert.Equal(before.narrow(0, 0, changed).bytes.ToArray(), after.narrow(0, 0, changed).bytes.ToArray());
            Assert.NotEqual(before.narrow(0, changed, 1).bytes.ToArray(), after.narrow(0, changed, 1).bytes.ToArray());
        }
    }

    [Fact]
    public void Sequences_of_a_batch_do_not_see_each_other()
    {
        using var scope = NewDisposeScope();
        using var gradientFree = no_grad();
        using var buffer = Scattered(Tiny.Config);
        using var model = new GptModel(Tiny.Config, buffer);
        var together = model.Logits(tensor((long[])[.. Ids, .. Targets], 2, 8), 2, 8);
        var alone = model.Logits(tensor(Targets, 1, 8), 1, 8);
        Assert.InRange((together.narrow(0, 8, 8) - alone).abs().max().item<float>(), 0, 1e-5);
    }

    [Fact]
    public void Cached_keys_give_the_logits_of_a_whole_pass()
    {
        using var scope = NewDisposeScope();
        using var gradientFree = no_grad();
        using var buffer = Scattered(Tiny.Config);
        using var model = new GptModel(Tiny.Config, buffer);
        using var cache = new KeyValueCache(Tiny.Config, CPU, ScalarType.Float32);
        model.NextLogits(tensor(Ids[..3], 1, 3), 3, cache);
        for (var i = 3; i < 8; i++)
        {
            var cached = model.NextLogits(tensor(Ids[i..(i + 1)], 1, 1), 1, cache);
            var whole = model.Logits(tensor(Ids[..(i + 1)], 1, i + 1), 1, i + 1).narrow(0, i, 1);
            Assert.InRange((cached - whole).abs().max().item<float>(), 0, 1e-5);
        }
    }

    [Fact]
    public void Initial_weights_follow_the_paper()
    {
        var config = Tiny.Config with { HiddenSize = 120, IntermediateSize = 480, Layers = 8, Heads = 4 };
        using var scope = NewDisposeScope();
        using var buffer = new ParameterBuffer(GptParameters.Of(config));
        buffer.Initialize(1);
        Assert.Equal(0.02, Deviation("transformer.h.3.attn.c_attn.weight"), 0.0005);
        Assert.Equal(0.005, Deviation("transformer.h.3.attn.c_proj.weight"), 0.00015);
        Assert.Equal(0.005, Deviation("transformer.h.7.mlp.c_proj.weight"), 0.00015);
        Assert.Equal(120, buffer["transformer.ln_f.weight"].sum().item<float>());
        Assert.Equal(0, buffer["transformer.h.0.mlp.c_fc.bias"].abs().sum().item<float>());

        double Deviation(string name) => buffer[name].std().item<float>();
    }

    [Fact]
    public void GPT2_has_its_published_number_of_parameters() => Assert.Equal(124_439_808, GptParameters.Count(new GptConfig
    {
        VocabularySize = 50257,
        ContextLength = 1024,
        HiddenSize = 768,
        Layers = 12,
        Heads = 12,
        IntermediateSize = 3072,
    }));

    private static Tensor Loss(GptModel model) => model.Loss(tensor(Ids, 1, 8), tensor(Targets, 1, 8), 1, 8);

    /// <summary>Weights far from their start, where every parameter has a gradient worth measuring.</summary>
    private static ParameterBuffer Scattered(GptConfig config)
    {
        var buffer = new ParameterBuffer(GptParameters.Of(config));
        using var gradientFree = no_grad();
        using var generator = new Generator(3);
        foreach (var parameter in buffer.Parameters)
            buffer[parameter.Name].normal_(parameter.InitialValue, 0.3, generator);
        return buffer;
    }
}
