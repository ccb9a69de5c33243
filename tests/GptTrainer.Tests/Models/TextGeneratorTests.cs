using GptTrainer.Models;
using GptTrainer.Tests.Training;
using static TorchSharp.torch;

namespace GptTrainer.Tests.Models;

[Collection(TorchCollection.Name)]
public sealed class TextGeneratorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    public void Text_beyond_the_context_continues_from_its_last_tokens(int promptLength)
    {
        using var pretraining = Tiny.Pretraining();
        while (pretraining.Step < 20) pretraining.RunStep();
        int[] prompt = [.. Enumerable.Range(0, promptLength).Select(i => i % Tiny.Vocabulary)];
        var options = new SamplingOptions { MaxNewTokens = 15, Temperature = 0 };
        Assert.Equal(Plainly(pretraining.Model, prompt, 15), new TextGenerator(pretraining.Model).Generate(prompt, options));
    }

    [Fact]
    public void The_end_of_text_ends_it()
    {
        using var pretraining = Tiny.Pretraining();
        var generator = new TextGenerator(pretraining.Model);
        var options = new SamplingOptions { MaxNewTokens = 500, Temperature = 1 };
        var free = generator.Generate([0], options).ToList();
        Assert.Equal(500, free.Count);
        Assert.Equal(free.TakeWhile(id => id != 5), generator.Generate([0], options, endOfText: 5));
    }

    private static List<int> Plainly(GptModel model, int[] prompt, int count)
    {
        using var scope = NewDisposeScope();
        using var gradientFree = no_grad();
        var all = prompt.Select(id => (long)id).ToList();
        for (var i = 0; i < count; i++)
        {
            var window = all.TakeLast(Tiny.Config.ContextLength).ToArray();
            all.Add(model.Logits(tensor(window, 1, window.Length), 1, window.Length)[window.Length - 1].argmax().item<long>());
        }
        return [.. all.Skip(prompt.Length).Select(id => (int)id)];
    }
}
