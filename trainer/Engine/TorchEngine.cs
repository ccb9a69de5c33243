using GptTrainer.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GptTrainer.Engine;

/// <summary>
/// Forward pass by <see cref="GptModel"/>, backward pass by libtorch's automatic differentiation, on the device that the
/// model's parameters lie on. Logits are there for some rows at a time: each chunk's gradient is taken before the next.
/// </summary>
internal sealed class TorchEngine : ITrainingEngine
{
    // 128 MiB in float32: enough rows for a GPU's matrix product, little beside a model whose vocabulary needs chunks.
    private const int LogitElements = 32 << 20;
    private readonly GptModel model;
    private readonly EngineOptions options;
    private readonly Device device;
    private readonly int rows;

    /// <param name="model">The model; it stays the caller's.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="logitElements">Most logits that are there at once.</param>
    public TorchEngine(GptModel model, EngineOptions options, int logitElements = LogitElements)
    {
        (this.model, this.options, device) = (model, options, model.Device);
        rows = Math.Max(1, logitElements / model.Config.VocabularySize);
    }

    private bool Drops => model.Training && model.Config.Dropout > 0;

    public double Accumulate(TokenBatch tokens, ulong randomKey)
    {
        using var scope = NewDisposeScope();
        var sum = zeros([], ScalarType.Float64, device);
        Accumulate(tokens, randomKey, sum);
        return sum.item<double>();
    }

    /// <summary>The same without waiting for the device.</summary>
    /// <param name="tokens">B sequences of T tokens; they may be overwritten on return.</param>
    /// <param name="randomKey">Decides what dropout drops.</param>
    /// <param name="sum">float64 (): the losses are added to it</param>
    public void Accumulate(TokenBatch tokens, ulong randomKey, Tensor sum)
    {
        using var scope = NewDisposeScope();
        model.Training = true;
        var batch = DeviceBatch.Of(tokens, device);
        Seed(randomKey, 0);
        var embedded = model.Embed(batch.Ids, batch.Sequences, batch.Length, batch.Documents);
        if (options.ActivationCheckpointing) Recompute(embedded, batch, randomKey, sum);
        else Finish(Blocks(embedded, batch, randomKey), batch, sum);
    }

    public double Measure(TokenBatch tokens)
    {
        using var scope = NewDisposeScope();
        using var gradientFree = no_grad();
        model.Training = false;
        var batch = DeviceBatch.Of(tokens, device);
        var hidden = model.Normalize(Blocks(model.Embed(batch.Ids, batch.Sequences, batch.Length, batch.Documents), batch, 0));
        var sum = zeros([], ScalarType.Float64, device);
        foreach (var (first, count) in Chunks(batch.Tokens))
        {
            using var chunk = NewDisposeScope();
            sum.add_(CrossEntropy(model.Score(hidden.narrow(0, first, count)), batch.Targets.narrow(0, first, count), 0));
        }
        return sum.item<double>();
    }

    public void Dispose()
    {
        // All that it works with belongs to the caller.
    }

    private Tensor Blocks(Tensor x, DeviceBatch batch, ulong randomKey)
    {
        for (var i = 0; i < model.Config.Layers; i++) x = Block(i, x, batch, randomKey);
        return x;
    }

    private Tensor Block(int index, Tensor x, DeviceBatch batch, ulong randomKey)
    {
        Seed(randomKey, index + 1);
        return model.Block(index, x, batch.Sequences, batch.Length, batch.Documents);
    }

    /// <summary>Keeps each block's input alone, and computes the block again when its gradient is due (Chen et al., 2016).</summary>
    private void Recompute(Tensor embedded, DeviceBatch batch, ulong randomKey, Tensor sum)
    {
        var inputs = new List<Tensor> { embedded.detach() };
        using (no_grad())
        {
            for (var i = 0; i < model.Config.Layers; i++)
            {
                using var block = NewDisposeScope();
                inputs.Add(Block(i, inputs[^1], batch, randomKey).MoveToOuterDisposeScope());
            }
        }
        var gradient = GradientOf(inputs[^1], x => Finish(x, batch, sum));
        for (var i = model.Config.Layers - 1; i >= 0; i--)
        {
            var (index, output) = (i, gradient);
            gradient = GradientOf(inputs[i], x => Block(index, x, batch, randomKey).backward([output]));
            output.Dispose();
        }
        embedded.backward([gradient]);
    }

    private static Tensor GradientOf(Tensor input, Action<Tensor> backward)
    {
        using var scope = NewDisposeScope();
        var leaf = input.detach().requires_grad_(true);
        backward(leaf);
        return leaf.grad!.MoveToOuterDisposeScope();
    }

    /// <summary>Norm, head and loss, and the gradient of all that led to them.</summary>
    /// <param name="x">float32 (B T, C): the last block's output</param>
    /// <param name="batch">The tokens.</param>
    /// <param name="sum">float64 (): the losses are added to it</param>
    private void Finish(Tensor x, DeviceBatch batch, Tensor sum)
    {
        var hidden = model.Normalize(x);
        var gradient = zeros_like(hidden);
        foreach (var (first, count) in Chunks(batch.Tokens))
        {
            using var chunk = NewDisposeScope();
            var leaf = hidden.detach().narrow(0, first, count).requires_grad_(true);
            leaf.grad = gradient.narrow(0, first, count);
            var loss = Loss(model.Score(leaf), batch.Targets.narrow(0, first, count));
            loss.backward();
            sum.add_(loss.detach());
        }
        hidden.backward([gradient]);
    }

    private Tensor Loss(Tensor logits, Tensor targets)
    {
        var loss = CrossEntropy(logits, targets, options.LabelSmoothing);
        if (options.ZLoss <= 0) return loss;
        return loss.Plus(logits.logsumexp(1).pow(2).mul(targets.ge(0)).sum() * options.ZLoss);
    }

    private IEnumerable<(long First, long Count)> Chunks(long tokens)
    {
        for (var first = 0L; first < tokens; first += rows) yield return (first, Math.Min(rows, tokens - first));
    }

    private static Tensor CrossEntropy(Tensor logits, Tensor targets, double smoothing) =>
        functional.cross_entropy(logits, targets, ignore_index: TokenBatch.Ignored, reduction: Reduction.Sum, label_smoothing: smoothing);

    // Seeded by what the batch is and by place, dropout has no state that a checkpoint would have to keep, and a block
    // that is computed again drops the same.
    private void Seed(ulong randomKey, int place)
    {
        if (Drops) manual_seed((long)(randomKey + (ulong)place * 0x9e3779b97f4a7c15));
    }
}
