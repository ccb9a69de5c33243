using GptTrainer.Models;

namespace GptTrainer.Engine;

/// <summary>Logits, loss and their gradients, some rows at a time, so that the whole logits are never held.</summary>
/// <param name="weight">(V, C)</param>
/// <param name="weightGradient">(V, C)</param>
/// <param name="config">V and C.</param>
/// <param name="rowsAtOnce">Rows of logits held.</param>
internal sealed unsafe class LanguageHead(float* weight, float* weightGradient, GptConfig config, int rowsAtOnce) : IDisposable
{
    private readonly NativeBuffer logits = new((long)rowsAtOnce * config.VocabularySize);

    /// <param name="worker">The caller; all of its team call with the same arguments.</param>
    /// <param name="x">(N, C)</param>
    /// <param name="batch">Its targets.</param>
    /// <param name="crossEntropy">The loss.</param>
    /// <param name="losses">(N), overwritten, pinned</param>
    /// <param name="xGradient">(N, C), overwritten; null when no gradient is wanted.</param>
    public void Run(Worker worker, float* x, TokenBatch batch, CrossEntropy crossEntropy, double[] losses, float* xGradient)
    {
        var (width, vocabulary) = (config.HiddenSize, config.VocabularySize);
        var (table, scores) = (Matrix.RowMajor(weight, width), Matrix.RowMajor(logits.Data, vocabulary));
        fixed (double* lossOf = losses)
        {
            for (var first = 0; first < batch.Tokens; first += rowsAtOnce)
            {
                var rows = Math.Min(rowsAtOnce, batch.Tokens - first);
                var input = Matrix.RowMajor(x + (long)first * width, width);
                MatrixProduct.Multiply(worker, input, table.Transposed, scores, new(rows, vocabulary, width));
                crossEntropy.Run(worker, logits.Data, batch.Targets + first, lossOf + first, rows, xGradient != null);
                if (xGradient == null) continue;
                MatrixProduct.Multiply(worker, scores, table, Matrix.RowMajor(xGradient + (long)first * width, width), new(rows, width, vocabulary));
                MatrixProduct.Multiply(worker, scores.Transposed, input, Matrix.RowMajor(weightGradient, width), new(vocabulary, width, rows), accumulate: true);
            }
        }
    }

    public void Dispose() => logits.Dispose();
}
