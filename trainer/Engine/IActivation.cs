namespace GptTrainer.Engine;

/// <summary>What stands between a feed-forward layer's two matrices.</summary>
internal unsafe interface IActivation
{
    /// <param name="worker">The caller; all of its team call with the same arguments.</param>
    /// <param name="x">(N, U) the first matrix's output</param>
    /// <param name="y">(N, F) the second matrix's input</param>
    /// <param name="rows">N</param>
    void Forward(Worker worker, float* x, float* y, int rows);

    /// <param name="worker">The caller; all of its team call with the same arguments.</param>
    /// <param name="x">(N, U), as in the forward pass</param>
    /// <param name="yGradient">(N, F)</param>
    /// <param name="xGradient">(N, U), overwritten; may be the memory of <paramref name="yGradient"/> where U is F</param>
    /// <param name="rows">N</param>
    void Backward(Worker worker, float* x, float* yGradient, float* xGradient, int rows);
}
