using GptTrainer.Models;

namespace GptTrainer.Engine;

/// <summary>
/// Forward and backward pass of a model on the processor, written out by hand over memory that is reserved once.
/// Results are equal to the bit whatever the number of workers.
/// </summary>
internal sealed unsafe class CpuEngine : ITrainingEngine
{
    // 64 MiB of logits at a time: more rows would not make the head's products faster.
    private const int LogitElements = 16 << 20;
    private const int LeastHeadRows = 64;
    private readonly GptConfig config;
    private readonly EngineOptions options;
    private readonly WorkerTeam team;
    private readonly EngineParts parts;
    private readonly EmbeddingTable embedding;
    private readonly EngineBlock[] blocks;
    private readonly LayerActivations[] activations;
    private readonly NativeBuffer[] streams;
    private readonly NativeBuffer finalNormalized;
    private readonly NativeBuffer finalStatistics;
    private readonly BlockGradients gradients;
    private readonly Normalization finalNorm;
    private readonly LanguageHead head;
    private readonly double[] losses;
    private readonly Action<Worker> forward;
    private readonly Action<Worker> forwardAndBackward;
    private TokenBatch batch = null!;
    private Dropout dropout;

    /// <param name="config">The model.</param>
    /// <param name="parameters">Its weights and gradients.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="team">Who computes.</param>
    /// <param name="tokens">Most tokens in a batch.</param>
    public CpuEngine(GptConfig config, ParameterBuffer parameters, EngineOptions options, WorkerTeam team, int tokens)
    {
        (this.config, this.options, this.team) = (config, options, team);
        var layout = ModelLayout.Of(config);
        var attention = new AttentionShape(config.Heads, config.KeyValueHeads, config.HeadSize);
        var shape = new BlockShape(config.HiddenSize, attention, layout.Layers[0].ExpandedWidth, config.IntermediateSize);
        parts = new EngineParts(config, parameters);
        embedding = parts.Embedding();
        blocks = [.. layout.Layers.Select((layer, index) => new EngineBlock(parts, shape, layer, index))];
        // Recomputed activations need one place only.
        activations = [.. Enumerable.Range(0, options.ActivationCheckpointing ? 1 : config.Layers).Select(_ => new LayerActivations(shape, tokens))];
        streams = [.. Enumerable.Range(0, config.Layers + 1).Select(_ => new NativeBuffer((long)tokens * config.HiddenSize))];
        (finalNormalized, finalStatistics) = (new NativeBuffer((long)tokens * config.HiddenSize), new NativeBuffer(2L * tokens));
        gradients = new BlockGradients(shape with { Intermediate = Math.Max(shape.Intermediate, shape.Width) }, tokens);
        finalNorm = parts.Norm(layout.FinalNorm);
        var headName = config.TieWordEmbeddings ? layout.TokenEmbedding : ModelLayout.Head;
        head = new LanguageHead(parts.Memory.Value(headName), parts.Memory.Gradient(headName), config,
            LogitRows(config, tokens));
        losses = GC.AllocateArray<double>(tokens, pinned: true);
        (forward, forwardAndBackward) = (Evaluate, Train);
    }

    /// <summary>Bytes that the passes over that many tokens take beside the parameters.</summary>
    public static long ActivationBytes(GptConfig config, EngineOptions options, int tokens)
    {
        var layer = ModelLayout.Of(config).Layers[0];
        long width = config.HiddenSize, attention = layer.AttentionWidth, inner = layer.ExpandedWidth + config.IntermediateSize;
        var kept = 4 * width + attention + inner + config.Heads + 4;
        var layers = options.ActivationCheckpointing ? 1 : config.Layers;
        var passing = (config.Layers + 4) * width + attention + inner;
        return sizeof(float) * (tokens * (layers * kept + passing) + (long)Math.Min(LogitRows(config, tokens), tokens) * config.VocabularySize);
    }

    public double Accumulate(TokenBatch tokens, ulong randomKey)
    {
        (batch, dropout) = (tokens, config.Dropout > 0 ? new Dropout(config.Dropout, randomKey) : Dropout.None);
        team.Run(forwardAndBackward);
        return SumOfLosses();
    }

    public double Measure(TokenBatch tokens)
    {
        (batch, dropout) = (tokens, Dropout.None);
        team.Run(forward);
        return SumOfLosses();
    }

    public void Dispose()
    {
        foreach (var kept in activations) kept.Dispose();
        foreach (var buffer in streams) buffer.Dispose();
        finalNormalized.Dispose();
        finalStatistics.Dispose();
        gradients.Dispose();
        head.Dispose();
        parts.Dispose();
    }

    private static int LogitRows(GptConfig config, int tokens) =>
        Math.Clamp(LogitElements / config.VocabularySize, Math.Min(LeastHeadRows, tokens), tokens);

    // In order, whichever worker was first.
    private double SumOfLosses()
    {
        var sum = 0.0;
        foreach (var loss in losses.AsSpan(0, batch.Tokens)) sum += loss;
        return sum;
    }

    private void Evaluate(Worker worker)
    {
        Forward(worker);
        worker.Enter(StepPart.Head);
        head.Run(worker, finalNormalized.Data, batch, new CrossEntropy(config.VocabularySize, 0, 0), losses, null);
    }

    private void Train(Worker worker)
    {
        Forward(worker);
        worker.Enter(StepPart.Head);
        var crossEntropy = new CrossEntropy(config.VocabularySize, options.LabelSmoothing, options.ZLoss);
        head.Run(worker, finalNormalized.Data, batch, crossEntropy, losses, gradients.Branch);
        worker.Enter(StepPart.Norm);
        finalNorm.Backward(worker, streams[^1].Data, finalStatistics.Data, gradients.Branch, gradients.Stream, batch.Tokens, accumulate: false);
        for (var i = blocks.Length - 1; i >= 0; i--)
        {
            // The last block's activations are still there.
            if (options.ActivationCheckpointing && i < blocks.Length - 1)
                blocks[i].Forward(worker, batch, null, streams[i].Data, gradients.Branch, Kept(i), dropout);
            blocks[i].Backward(worker, batch, streams[i].Data, Kept(i), gradients, dropout);
        }
        worker.Enter(StepPart.Embedding);
        embedding.Backward(worker, batch, gradients.Stream, dropout.At(0));
    }

    private void Forward(Worker worker)
    {
        worker.Enter(StepPart.Embedding);
        embedding.Forward(worker, batch, streams[0].Data, dropout.At(0));
        for (var i = 0; i < blocks.Length; i++)
            blocks[i].Forward(worker, batch, i == 0 ? null : Kept(i - 1).Middle, streams[i].Data, streams[i + 1].Data, Kept(i), dropout);
        worker.Enter(StepPart.Norm);
        finalNorm.Forward(worker, Kept(blocks.Length - 1).Middle, streams[^1].Data, finalNormalized.Data, finalStatistics.Data, batch.Tokens, blocks[^1].OutputDropout(dropout));
    }

    private LayerActivations Kept(int layer) => activations[options.ActivationCheckpointing ? 0 : layer];
}
