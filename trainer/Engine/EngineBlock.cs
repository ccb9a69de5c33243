using GptTrainer.Models;

namespace GptTrainer.Engine;

/// <summary>One pre-norm block of either architecture: attention, then a feed-forward layer, each added to the residual stream.</summary>
internal sealed unsafe class EngineBlock
{
    // Where in a block dropout is applied; each place draws on its own.
    private const int Places = 3;
    private readonly uint number;
    private readonly BlockShape shape;
    private readonly Normalization attentionNorm;
    private readonly Normalization feedForwardNorm;
    private readonly LinearProjection[] queryKeyValue;
    private readonly LinearProjection attentionOutput;
    private readonly LinearProjection[] expand;
    private readonly LinearProjection contract;
    private readonly RotaryPositions? rotary;
    private readonly Attention attention;
    private readonly IActivation activation;

    public EngineBlock(EngineParts parts, BlockShape shape, LayerLayout layout, int number)
    {
        (this.shape, this.number, rotary) = (shape, (uint)number * Places + 1, parts.Rotary);
        attentionNorm = parts.Norm(layout.AttentionNorm);
        feedForwardNorm = parts.Norm(layout.FeedForwardNorm);
        queryKeyValue = [.. layout.QueryKeyValue.Select(parts.Projection)];
        attentionOutput = parts.Projection(layout.AttentionOutput);
        expand = [.. layout.Expand.Select(parts.Projection)];
        contract = parts.Projection(layout.Contract);
        attention = new Attention(shape.Attention);
        activation = parts.Activation;
    }

    /// <param name="worker">The caller; all of its team call with the same arguments.</param>
    /// <param name="batch">The tokens.</param>
    /// <param name="before">(N, C) the residual stream before what <paramref name="stream"/> adds; null when that is all.</param>
    /// <param name="stream">(N, C) what is added, overwritten with the sum</param>
    /// <param name="output">(N, C) what this block's feed-forward layer will add</param>
    /// <param name="kept">What the backward pass needs.</param>
    /// <param name="dropout">This step's.</param>
    public void Forward(Worker worker, TokenBatch batch, float* before, float* stream, float* output, LayerActivations kept, in Dropout dropout)
    {
        var rows = batch.Tokens;
        worker.Enter(StepPart.Norm);
        attentionNorm.Forward(worker, before, stream, kept.AttentionNorm, kept.AttentionStatistics, rows, dropout.At(number - 1));
        worker.Enter(StepPart.Linear);
        Project(worker, queryKeyValue, kept.AttentionNorm, shape.Width, kept.QueryKeyValue, shape.Attention.InputWidth, rows);
        worker.Enter(StepPart.Attention);
        Turn(worker, batch, kept.QueryKeyValue, backwards: false);
        attention.Forward(worker, Attended(batch, kept, dropout));
        worker.Enter(StepPart.Linear);
        attentionOutput.Forward(worker, Matrix.RowMajor(kept.Mixed, shape.Width), Matrix.RowMajor(kept.Middle, shape.Width), rows);
        worker.Enter(StepPart.Norm);
        feedForwardNorm.Forward(worker, stream, kept.Middle, kept.FeedForwardNorm, kept.FeedForwardStatistics, rows, dropout.At(number + 1));
        worker.Enter(StepPart.Linear);
        Project(worker, expand, kept.FeedForwardNorm, shape.Width, kept.Expanded, shape.Expanded, rows);
        worker.Enter(StepPart.Activation);
        activation.Forward(worker, kept.Expanded, kept.Activated, rows);
        worker.Enter(StepPart.Linear);
        contract.Forward(worker, Matrix.RowMajor(kept.Activated, shape.Intermediate), Matrix.RowMajor(output, shape.Width), rows);
    }

    /// <param name="worker">The caller; all of its team call with the same arguments.</param>
    /// <param name="batch">As in the forward pass.</param>
    /// <param name="stream">(N, C) the residual stream that went into the block</param>
    /// <param name="kept">As the forward pass left it.</param>
    /// <param name="gradients">Its stream holds the gradient of the block's output and is overwritten with that of its input.</param>
    /// <param name="dropout">As in the forward pass.</param>
    public void Backward(Worker worker, TokenBatch batch, float* stream, LayerActivations kept, BlockGradients gradients, in Dropout dropout)
    {
        var (rows, width) = (batch.Tokens, shape.Width);
        worker.Enter(StepPart.Linear);
        var branch = Matrix.RowMajor(Dropped(worker, gradients, rows, dropout.At(number + Places - 1)), width);
        contract.Backward(worker, Matrix.RowMajor(kept.Activated, shape.Intermediate), branch, Matrix.RowMajor(gradients.Activated, shape.Intermediate), rows);
        worker.Enter(StepPart.Activation);
        activation.Backward(worker, kept.Expanded, gradients.Activated, gradients.Expanded, rows);
        worker.Enter(StepPart.Linear);
        ProjectBack(worker, expand, kept.FeedForwardNorm, width, gradients.Expanded, shape.Expanded, gradients.Branch, rows);
        worker.Enter(StepPart.Norm);
        feedForwardNorm.Backward(worker, kept.Middle, kept.FeedForwardStatistics, gradients.Branch, gradients.Stream, rows, accumulate: true);

        worker.Enter(StepPart.Linear);
        branch = Matrix.RowMajor(Dropped(worker, gradients, rows, dropout.At(number + 1)), width);
        attentionOutput.Backward(worker, Matrix.RowMajor(kept.Mixed, width), branch, Matrix.RowMajor(gradients.Activated, width), rows);
        worker.Enter(StepPart.Attention);
        attention.Backward(worker, Attended(batch, kept, dropout), gradients.Activated, gradients.Attention);
        Turn(worker, batch, gradients.Attention, backwards: true);
        worker.Enter(StepPart.Linear);
        ProjectBack(worker, queryKeyValue, kept.AttentionNorm, width, gradients.Attention, shape.Attention.InputWidth, gradients.Branch, rows);
        worker.Enter(StepPart.Norm);
        attentionNorm.Backward(worker, stream, kept.AttentionStatistics, gradients.Branch, gradients.Stream, rows, accumulate: true);
    }

    /// <summary>The dropout that the stream's next norm applies to this block's output.</summary>
    public Dropout OutputDropout(in Dropout dropout) => dropout.At(number + Places - 1);

    private AttentionBatch Attended(TokenBatch batch, LayerActivations kept, in Dropout dropout) =>
        new(kept.QueryKeyValue, kept.Mixed, kept.LogSums, batch.Starts, batch.Sequences, batch.Length, dropout.At(number));

    private void Turn(Worker worker, TokenBatch batch, float* x, bool backwards) =>
        rotary?.Turn(worker, x, shape.Attention.InputWidth, shape.Attention.Heads + shape.Attention.KeyValueHeads, batch.Positions, batch.Tokens, backwards);

    /// <summary>The gradient of what a branch added: the stream's, or a copy of it with dropout.</summary>
    private float* Dropped(Worker worker, BlockGradients gradients, int rows, in Dropout dropout)
    {
        if (!dropout.IsActive) return gradients.Stream;
        foreach (var row in worker.Split(rows))
        {
            var source = gradients.Stream + (long)row * shape.Width;
            var target = gradients.Branch + (long)row * shape.Width;
            new ReadOnlySpan<float>(source, shape.Width).CopyTo(new Span<float>(target, shape.Width));
            dropout.Apply(target, shape.Width, (uint)row);
        }
        return gradients.Branch;
    }

    private static void Project(Worker worker, LinearProjection[] parts, float* x, int width, float* y, int outputs, int rows)
    {
        var (input, output) = (Matrix.RowMajor(x, width), Matrix.RowMajor(y, outputs));
        foreach (var part in parts)
        {
            part.Forward(worker, input, output, rows);
            output = output.From(0, part.Outputs);
        }
    }

    private static void ProjectBack(Worker worker, LinearProjection[] parts, float* x, int width, float* yGradient, int outputs, float* xGradient, int rows)
    {
        var (input, inputGradient, gradient) = (Matrix.RowMajor(x, width), Matrix.RowMajor(xGradient, width), Matrix.RowMajor(yGradient, outputs));
        foreach (var part in parts)
        {
            part.Backward(worker, input, gradient, inputGradient, rows, accumulate: part != parts[0]);
            gradient = gradient.From(0, part.Outputs);
        }
    }
}
