using GptTrainer.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GptTrainer.Engine;

/// <summary>
/// Forward pass by <see cref="GptModel"/>, backward pass by libtorch's automatic differentiation, on the device that the
/// model's parameters lie on.
/// </summary>
/// <remarks>It neither masks documents nor computes activations again; <see cref="TrainingDevice"/> refuses jobs that ask for it.</remarks>
internal sealed class TorchEngine : ITrainingEngine
{
    private readonly GptModel model;
    private readonly EngineOptions options;
    private readonly Device device;

    /// <param name="model">The model; it stays the caller's.</param>
    /// <param name="parameters">Its weights and gradients.</param>
    /// <param name="options">How it is trained.</param>
    /// <exception cref="NotSupportedException">The options ask for activation checkpointing.</exception>
    public TorchEngine(GptModel model, ParameterBuffer parameters, EngineOptions options)
    {
        if (options.ActivationCheckpointing) throw new NotSupportedException("The engine on libtorch keeps all activations.");
        (this.model, this.options, device) = (model, options, parameters.Device);
    }

    public double Accumulate(TokenBatch tokens, ulong randomKey)
    {
        using var scope = NewDisposeScope();
        // Seeded by what the batch is, dropout has no state that a checkpoint would have to keep.
        if (model.Config.Dropout > 0) manual_seed((long)randomKey);
        model.Training = true;
        var (logits, targets) = Compute(tokens);
        var loss = functional.cross_entropy(logits, targets, ignore_index: TokenBatch.Ignored, reduction: Reduction.Sum, label_smoothing: options.LabelSmoothing);
        if (options.ZLoss > 0) loss = loss.Plus(logits.logsumexp(1).pow(2).sum() * options.ZLoss);
        loss.backward();
        return loss.item<float>();
    }

    public double Measure(TokenBatch tokens)
    {
        using var scope = NewDisposeScope();
        using var gradientFree = no_grad();
        model.Training = false;
        var (logits, targets) = Compute(tokens);
        return functional.cross_entropy(logits, targets, ignore_index: TokenBatch.Ignored, reduction: Reduction.Sum).item<float>();
    }

    public void Dispose()
    {
        // All that it works with belongs to the caller.
    }

    /// <returns>float32 (B T, V) and int64 (B T), in the caller's scope.</returns>
    private (Tensor Logits, Tensor Targets) Compute(TokenBatch tokens)
    {
        var ids = tensor(tokens.IdSpan.ToArray(), [tokens.Sequences, tokens.Length], device: device); // (B, T)
        var targets = tensor(tokens.TargetSpan.ToArray(), [tokens.Tokens], device: device); // (B T)
        return (model.Logits(ids, tokens.Sequences, tokens.Length), targets);
    }
}
