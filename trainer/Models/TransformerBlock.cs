using GptOperator.Crds.Spec;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GptTrainer.Models;

/// <summary>One pre-norm block: causal self-attention, then a feed-forward layer, each added to the residual stream.</summary>
internal sealed class TransformerBlock(GptConfig config, ModelLayout layout, LayerLayout layer, ParameterBuffer parameters, RotaryEmbedding? rotary, ScalarType arithmetic)
{
    private readonly Normalization attentionNorm = new(config, layout, parameters, layer.AttentionNorm);
    private readonly LinearLayer queryKeyValue = new(layout, parameters, arithmetic, layer.QueryKeyValue);
    private readonly LinearLayer attentionOutput = new(layout, parameters, arithmetic, layer.AttentionOutput);
    private readonly Normalization feedForwardNorm = new(config, layout, parameters, layer.FeedForwardNorm);
    private readonly LinearLayer expand = new(layout, parameters, arithmetic, layer.Expand);
    private readonly LinearLayer contract = new(layout, parameters, arithmetic, layer.Contract);

    /// <param name="x">float32 (B * T, C)</param>
    /// <param name="batch">B</param>
    /// <param name="length">T</param>
    /// <param name="training">Whether dropout is applied.</param>
    /// <param name="documents">Who sees whom; null where a token sees all before it.</param>
    /// <param name="cache">This layer's keys and values of the tokens before, which these are added to.</param>
    /// <returns>float32 (B * T, C)</returns>
    public Tensor Forward(Tensor x, long batch, long length, bool training, DocumentMask? documents = null, KeyValueCache.Layer? cache = null)
    {
        var drop = training ? config.Dropout : 0;
        x = x.Plus(Drop(Attend(attentionNorm.Forward(x), batch, length, drop, documents, cache), drop));
        return x.Plus(Drop(contract.Forward(Activate(expand.Forward(feedForwardNorm.Forward(x)))), drop));
    }

    private Tensor Activate(Tensor x)
    {
        if (config.Architecture == ModelArchitecture.Gpt2) return x.gelu(TorchSharp.Modules.GELU.Approximate.tanh);
        var halves = x.chunk(2, 1);
        return functional.silu(halves[0]) * halves[1];
    }

    private Tensor Attend(Tensor x, long batch, long length, double drop, DocumentMask? documents, KeyValueCache.Layer? cache)
    {
        var heads = queryKeyValue.Forward(x)
            .view(batch, length, config.Heads + 2 * config.KeyValueHeads, config.HeadSize)
            .transpose(1, 2)
            .split([config.Heads, config.KeyValueHeads, config.KeyValueHeads], 1); // (B, H, T, D), 2 x (B, G, T, D)
        var (query, key, value) = (heads[0], heads[1], heads[2]);
        if (rotary is not null)
        {
            var positions = documents is null ? rotary.At(cache?.Length ?? 0, length) : rotary.At(documents.Positions, batch, length);
            (query, key) = (rotary.Turn(query, positions), rotary.Turn(key, positions));
        }
        // A token after cached ones sees them all, so nothing is left to mask.
        var causal = documents is null && (cache is null || cache.Length == 0);
        if (cache is not null) (key, value) = cache.Append(key, value, length);
        if (config.KeyValueHeads != config.Heads)
        {
            var group = config.Heads / config.KeyValueHeads;
            (key, value) = (key.repeat_interleave(group, 1), value.repeat_interleave(group, 1)); // (B, H, T, D)
        }
        var mixed = functional.scaled_dot_product_attention(query, key, value, documents?.Allowed, drop, causal);
        return attentionOutput.Forward(mixed.transpose(1, 2).reshape(batch * length, config.HiddenSize));
    }

    private static Tensor Drop(Tensor x, double share) => share > 0 ? functional.dropout(x, share) : x;
}
