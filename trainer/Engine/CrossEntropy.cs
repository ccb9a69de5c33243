using System.Runtime.Intrinsics;

namespace GptTrainer.Engine;

/// <summary>The loss of rows of logits, which are overwritten with its gradient.</summary>
/// <param name="vocabulary">V</param>
/// <param name="labelSmoothing">Share of the target spread evenly over the vocabulary (Szegedy et al., 2016).</param>
/// <param name="zLoss">Factor of the squared logarithm of the sum of exponentials (Chowdhery et al., "PaLM", 2022).</param>
internal sealed unsafe class CrossEntropy(int vocabulary, double labelSmoothing, double zLoss)
{
    /// <summary>Loss and gradient of each row; a row whose target is negative has neither.</summary>
    /// <param name="worker">The caller; all of its team call with the same arguments.</param>
    /// <param name="logits">(N, V)</param>
    /// <param name="targets">(N)</param>
    /// <param name="losses">(N), overwritten, in nats</param>
    /// <param name="rows">N</param>
    /// <param name="gradient">Whether logits are overwritten; else they are left as they are.</param>
    public void Run(Worker worker, float* logits, long* targets, double* losses, int rows, bool gradient)
    {
        foreach (var row in worker.Split(rows))
        {
            var line = logits + (long)row * vocabulary;
            if (targets[row] >= 0)
            {
                losses[row] = Loss(line, targets[row], gradient);
                continue;
            }
            losses[row] = 0;
            if (gradient) new Span<float>(line, vocabulary).Clear();
        }
    }

    private double Loss(float* logits, long target, bool gradient)
    {
        var peak = Peak(logits);
        var (sum, total) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (var i = 0; i < vocabulary; i += Lanes.Count)
        {
            var remaining = vocabulary - i;
            sum += VectorMath.Exp(Lanes.Load(logits + i, remaining, float.NegativeInfinity) - Vector256.Create(peak));
            if (labelSmoothing > 0) total += Lanes.Load(logits + i, remaining);
        }
        var logSum = peak + Math.Log(VectorMath.Sum(sum));
        var loss = logSum - (1 - labelSmoothing) * logits[target] - labelSmoothing * VectorMath.Sum(total) / vocabulary + zLoss * logSum * logSum;
        if (gradient) Gradient(logits, target, logSum);
        return loss;
    }

    private void Gradient(float* logits, long target, double logSum)
    {
        var (shift, scale) = (Vector256.Create((float)logSum), Vector256.Create((float)(1 + 2 * zLoss * logSum)));
        var spread = Vector256.Create((float)(labelSmoothing / vocabulary));
        for (var i = 0; i < vocabulary; i += Lanes.Count)
        {
            var probability = VectorMath.Exp(Lanes.Load(logits + i, vocabulary - i) - shift);
            (probability * scale - spread).Store(logits + i, vocabulary - i);
        }
        logits[target] -= (float)(1 - labelSmoothing);
    }

    private float Peak(float* logits)
    {
        var most = Vector256.Create(float.NegativeInfinity);
        for (var i = 0; i < vocabulary; i += Lanes.Count)
            most = Vector256.Max(most, Lanes.Load(logits + i, vocabulary - i, float.NegativeInfinity));
        return VectorMath.Max(most);
    }
}
