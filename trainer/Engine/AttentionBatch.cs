namespace GptTrainer.Engine;

/// <summary>What an attention layer works on.</summary>
/// <param name="input">(B T, H + 2 G, D)</param>
/// <param name="output">(B T, H, D)</param>
/// <param name="logSums">(B, H, T): logarithm of each query's sum of exponentials</param>
/// <param name="starts">(B T): the first position of its sequence that a query may see</param>
/// <param name="batch">B</param>
/// <param name="length">T</param>
/// <param name="dropout">Applied to the attention's weights.</param>
internal readonly unsafe struct AttentionBatch(float* input, float* output, float* logSums, int* starts, int batch, int length, Dropout dropout)
{
    public float* Input => input;

    public float* Output => output;

    public float* LogSums => logSums;

    public int* Starts => starts;

    public int Batch => batch;

    public int Length => length;

    public Dropout Dropout => dropout;
}
