using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace GptTrainer.Models;

/// <summary>Continues a sequence of tokens.</summary>
internal sealed class TextGenerator(GptModel model)
{
    /// <summary>
    /// The tokens that follow <paramref name="prompt"/>, up to the end of the text. Once the context is full every
    /// further token is computed from the last ones afresh: learned positions do not move with a sliding window.
    /// </summary>
    /// <param name="prompt">At least one id.</param>
    /// <param name="options">How many tokens and how each is chosen.</param>
    /// <param name="endOfText">The id that ends a text; it is not returned.</param>
    public IEnumerable<int> Generate(IReadOnlyList<int> prompt, SamplingOptions options, int? endOfText = null)
    {
        var context = model.Config.ContextLength;
        using var cache = new KeyValueCache(model.Config, model.Device, model.Arithmetic);
        var all = prompt.ToList();
        for (var number = 0; number < options.MaxNewTokens; number++)
        {
            if (cache.Length >= context) cache.Clear();
            var fresh = all.Skip(cache.Length == 0 ? Math.Max(0, all.Count - context) : all.Count - 1);
            var next = Next([.. fresh.Select(id => (long)id)], cache, options, number);
            if (next == endOfText) yield break;
            all.Add(next);
            yield return next;
        }
    }

    private int Next(long[] ids, KeyValueCache cache, SamplingOptions options, int number)
    {
        using var scope = NewDisposeScope();
        using var gradientFree = no_grad();
        model.Training = false;
        var logits = model.NextLogits(tensor(ids, [1, ids.Length], device: model.Device), ids.Length, cache).cpu().contiguous();
        return TokenSampler.Choose(MemoryMarshal.Cast<byte, float>(logits.bytes), options, number);
    }
}
