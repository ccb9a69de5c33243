using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GptTrainer.Models;

/// <summary>
/// The model on libtorch: GPT-2 (Radford et al., 2019), pre-norm blocks with LayerNorm, learned positions and GELU, or
/// Llama (Touvron et al., 2023), with RMSNorm, rotary positions, SwiGLU and keys shared by groups of queries.
/// Matrix products and attention are computed in <see cref="Arithmetic"/>, everything else in float32, which the weights
/// are kept in. The parameters belong to the <see cref="ParameterBuffer"/>; results belong to the caller's dispose scope.
/// </summary>
internal sealed class GptModel : IDisposable
{
    private readonly TorchSharp.Modules.Embedding tokens;
    private readonly TorchSharp.Modules.Embedding? positions;
    private readonly Tensor? positionTable;
    private readonly Tensor head;
    private readonly Normalization finalNorm;
    private readonly RotaryEmbedding? rotary;
    private readonly TransformerBlock[] blocks;

    /// <param name="config">The model.</param>
    /// <param name="parameters">Its weights.</param>
    /// <param name="arithmetic">The number format of matrix products and attention: float32 or bfloat16.</param>
    public GptModel(GptConfig config, ParameterBuffer parameters, ScalarType arithmetic = ScalarType.Float32)
    {
        (Config, Device, Arithmetic) = (config, parameters.Device, arithmetic);
        var layout = ModelLayout.Of(config);
        // Modules borrow the tensors; their native lookup is the only one whose gradient does not walk row by row.
        tokens = Embedding_from_pretrained(parameters[layout.TokenEmbedding], freeze: false);
        positionTable = layout.PositionEmbedding is { } name ? parameters[name] : null;
        if (positionTable is null) rotary = new RotaryEmbedding(config, parameters.Device);
        else positions = Embedding_from_pretrained(positionTable, freeze: false);
        head = parameters.Find(ModelLayout.Head) ?? parameters[layout.TokenEmbedding];
        finalNorm = new Normalization(config, layout, parameters, layout.FinalNorm);
        blocks = [.. layout.Layers.Select(layer => new TransformerBlock(config, layout, layer, parameters, rotary, arithmetic))];
    }

    public GptConfig Config { get; }

    /// <summary>Where its parameters lie, and what it is given must.</summary>
    public Device Device { get; }

    /// <summary>The number format of matrix products and attention.</summary>
    public ScalarType Arithmetic { get; }

    /// <summary>Whether dropout is applied.</summary>
    public bool Training { get; set; }

    /// <param name="ids">int64 (B, T), each in [0, V), T at most the context length</param>
    /// <param name="batch">B</param>
    /// <param name="length">T</param>
    /// <param name="cache">Keys and values of the tokens before; null when a sequence is seen whole.</param>
    /// <returns>float32 (B * T, V)</returns>
    public Tensor Logits(Tensor ids, long batch, long length, KeyValueCache? cache = null) =>
        Score(Normalize(Hidden(ids, batch, length, cache)));

    /// <param name="ids">int64 (1, T)</param>
    /// <param name="length">T</param>
    /// <param name="cache">Keys and values of the tokens before.</param>
    /// <returns>float32 (1, V): what follows the last token</returns>
    public Tensor NextLogits(Tensor ids, long length, KeyValueCache cache) =>
        Score(Normalize(Hidden(ids, 1, length, cache).narrow(0, length - 1, 1)));

    /// <param name="ids">int64 (B, T)</param>
    /// <param name="targets">int64 (B, T): the token that follows each</param>
    /// <param name="batch">B</param>
    /// <param name="length">T</param>
    /// <param name="reduction">Mean or sum over the B * T tokens.</param>
    /// <returns>float32 (): cross-entropy in nats</returns>
    public Tensor Loss(Tensor ids, Tensor targets, long batch, long length, Reduction reduction = Reduction.Mean) =>
        functional.cross_entropy(Logits(ids, batch, length), targets.view(batch * length), reduction: reduction);

    /// <summary>The first part of a pass: what goes into the first block.</summary>
    /// <param name="ids">int64 (B, T)</param>
    /// <param name="batch">B</param>
    /// <param name="length">T</param>
    /// <param name="documents">Where each token stands in its document; null where a sequence is one.</param>
    /// <param name="first">Position of the first token.</param>
    /// <returns>float32 (B * T, C)</returns>
    public Tensor Embed(Tensor ids, long batch, long length, DocumentMask? documents = null, long first = 0)
    {
        var x = tokens.call(ids); // (B, T, C)
        if (positions is not null)
            x = x.Plus(documents is null ? positionTable!.narrow(0, first, length) : positions.call(documents.Positions));
        x = x.view(batch * length, Config.HiddenSize);
        return Training && Config.Dropout > 0 ? functional.dropout(x, Config.Dropout) : x;
    }

    /// <summary>One of the blocks.</summary>
    /// <param name="index">Counts the blocks from 0.</param>
    /// <param name="x">float32 (B * T, C)</param>
    /// <param name="batch">B</param>
    /// <param name="length">T</param>
    /// <param name="documents">Who sees whom; null where a token sees all before it.</param>
    /// <returns>float32 (B * T, C)</returns>
    public Tensor Block(int index, Tensor x, long batch, long length, DocumentMask? documents = null) =>
        blocks[index].Forward(x, batch, length, Training, documents);

    /// <summary>The last norm.</summary>
    /// <param name="x">float32 (N, C)</param>
    /// <returns>float32 (N, C)</returns>
    public Tensor Normalize(Tensor x) => finalNorm.Forward(x);

    /// <param name="x">float32 (N, C), as <see cref="Normalize"/> gives it</param>
    /// <returns>float32 (N, V): the logits</returns>
    public Tensor Score(Tensor x) => x.As(Arithmetic).mm(head.As(Arithmetic).t()).As(ScalarType.Float32);

    public void Dispose()
    {
        tokens.Dispose();
        positions?.Dispose();
        rotary?.Dispose();
    }

    private Tensor Hidden(Tensor ids, long batch, long length, KeyValueCache? cache)
    {
        var x = Embed(ids, batch, length, first: cache?.Length ?? 0);
        for (var i = 0; i < blocks.Length; i++)
            x = blocks[i].Forward(x, batch, length, Training, documents: null, cache?.Layers[i]);
        cache?.Advance(length);
        return x;
    }
}
