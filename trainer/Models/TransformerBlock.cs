using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GptTrainer.Models;

/// <summary>One pre-norm block: causal self-attention, then a feed-forward layer, each added to the residual stream.</summary>
internal sealed class TransformerBlock(GptConfig config, ParameterBuffer parameters, string name)
{
    private readonly LayerNormalization attentionNorm = new(config, parameters, $"{name}.ln_1");
    private readonly LinearLayer queryKeyValue = new(parameters, $"{name}.attn.c_attn");
    private readonly LinearLayer attentionOutput = new(parameters, $"{name}.attn.c_proj");
    private readonly LayerNormalization feedForwardNorm = new(config, parameters, $"{name}.ln_2");
    private readonly LinearLayer expand = new(parameters, $"{name}.mlp.c_fc");
    private readonly LinearLayer contract = new(parameters, $"{name}.mlp.c_proj");

    /// <param name="x">float32 (B * T, C)</param>
    /// <param name="batch">B</param>
    /// <param name="length">T</param>
    /// <param name="training">Whether dropout is applied.</param>
    /// <param name="cache">This layer's keys and values of the tokens before, which these are added to.</param>
    /// <returns>float32 (B * T, C)</returns>
    public Tensor Forward(Tensor x, long batch, long length, bool training, KeyValueCache.Layer? cache)
    {
        var drop = training ? config.Dropout : 0;
        x = x.Plus(Drop(Attend(attentionNorm.Forward(x), batch, length, drop, cache), drop));
        var inner = expand.Forward(feedForwardNorm.Forward(x)).gelu(TorchSharp.Modules.GELU.Approximate.tanh);
        return x.Plus(Drop(contract.Forward(inner), drop));
    }

    private Tensor Attend(Tensor x, long batch, long length, double drop, KeyValueCache.Layer? cache)
    {
        var heads = queryKeyValue.Forward(x)
            .view(batch, length, 3, config.Heads, config.HeadSize)
            .permute(2, 0, 3, 1, 4)
            .unbind(0); // 3 x (B, H, T, D)
        var (query, key, value) = (heads[0], heads[1], heads[2]);
        // A token after cached ones sees them all, so nothing is left to mask.
        var causal = cache is null || cache.Length == 0;
        if (cache is not null) (key, value) = cache.Append(key, value, length);
        var mixed = functional.scaled_dot_product_attention(query, key, value, p: drop, is_casual: causal);
        return attentionOutput.Forward(mixed.transpose(1, 2).reshape(batch * length, config.HiddenSize));
    }

    private static Tensor Drop(Tensor x, double share) => share > 0 ? functional.dropout(x, share) : x;
}
