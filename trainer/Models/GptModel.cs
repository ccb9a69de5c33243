using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GptTrainer.Models;

/// <summary>
/// The model on libtorch: GPT-2 (Radford et al., 2019), pre-norm blocks with LayerNorm, learned positions and GELU, or
/// Llama (Touvron et al., 2023), with RMSNorm, rotary positions, SwiGLU and keys shared by groups of queries.
/// The parameters belong to the <see cref="ParameterBuffer"/>; results belong to the caller's dispose scope.
/// </summary>
internal sealed class GptModel : IDisposable
{
    private readonly Tensor? positions;
    private readonly Tensor head;
    private readonly Normalization finalNorm;
    private readonly RotaryEmbedding? rotary;
    private readonly TransformerBlock[] blocks;
    private readonly TorchSharp.Modules.Embedding tokens;

    public GptModel(GptConfig config, ParameterBuffer parameters)
    {
        (Config, Device) = (config, parameters.Device);
        var layout = ModelLayout.Of(config);
        // The module borrows the tensor; its native lookup is the only one whose gradient does not walk row by row.
        tokens = Embedding_from_pretrained(parameters[layout.TokenEmbedding], freeze: false);
        positions = layout.PositionEmbedding is { } name ? parameters[name] : null;
        rotary = positions is null ? new RotaryEmbedding(config, parameters.Device) : null;
        head = parameters.Find(ModelLayout.Head) ?? parameters[layout.TokenEmbedding];
        finalNorm = new Normalization(config, layout, parameters, layout.FinalNorm);
        blocks = [.. layout.Layers.Select(layer => new TransformerBlock(config, layout, layer, parameters, rotary))];
    }

    public GptConfig Config { get; }

    /// <summary>Where its parameters lie, and what it is given must.</summary>
    public Device Device { get; }

    /// <summary>Whether dropout is applied.</summary>
    public bool Training { get; set; }

    /// <param name="ids">int64 (B, T), each in [0, V), T at most the context length</param>
    /// <param name="batch">B</param>
    /// <param name="length">T</param>
    /// <param name="cache">Keys and values of the tokens before; null when a sequence is seen whole.</param>
    /// <returns>float32 (B * T, V)</returns>
    public Tensor Logits(Tensor ids, long batch, long length, KeyValueCache? cache = null) =>
        finalNorm.Forward(Hidden(ids, batch, length, cache)).mm(head.t());

    /// <param name="ids">int64 (1, T)</param>
    /// <param name="length">T</param>
    /// <param name="cache">Keys and values of the tokens before.</param>
    /// <returns>float32 (1, V): what follows the last token</returns>
    public Tensor NextLogits(Tensor ids, long length, KeyValueCache cache) =>
        finalNorm.Forward(Hidden(ids, 1, length, cache).narrow(0, length - 1, 1)).mm(head.t());

    /// <param name="ids">int64 (B, T)</param>
    /// <param name="targets">int64 (B, T): the token that follows each</param>
    /// <param name="batch">B</param>
    /// <param name="length">T</param>
    /// <param name="reduction">Mean or sum over the B * T tokens.</param>
    /// <returns>float32 (): cross-entropy in nats</returns>
    public Tensor Loss(Tensor ids, Tensor targets, long batch, long length, Reduction reduction = Reduction.Mean) =>
        functional.cross_entropy(Logits(ids, batch, length), targets.view(batch * length), reduction: reduction);

    public void Dispose()
    {
        tokens.Dispose();
        rotary?.Dispose();
    }

    private Tensor Hidden(Tensor ids, long batch, long length, KeyValueCache? cache)
    {
        var width = Config.HiddenSize;
        var x = tokens.call(ids); // (B, T, C)
        if (positions is not null) x = x.Plus(positions.narrow(0, cache?.Length ?? 0, length));
        x = Drop(x.view(batch * length, width)); // (B * T, C)
        for (var i = 0; i < blocks.Length; i++)
            x = blocks[i].Forward(x, batch, length, Training, cache?.Layers[i]);
        cache?.Advance(length);
        return x;
    }

    private Tensor Drop(Tensor x) => Training && Config.Dropout > 0 ? functional.dropout(x, Config.Dropout) : x;
}
