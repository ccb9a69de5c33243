using static TorchSharp.torch;

namespace GptTrainer.Models;

/// <summary>
/// Rotary position embeddings (Su et al., 2021) in Hugging Face's layout: elements i and i + D / 2 of a head turn
/// together by position / base^(2 i / D).
/// </summary>
internal sealed class RotaryEmbedding : IDisposable
{
    private readonly Tensor cosines;
    private readonly Tensor sines;
    private readonly int half;

    public RotaryEmbedding(GptConfig config, Device device)
    {
        using var scope = NewDisposeScope();
        half = config.HeadSize / 2;
        var frequencies = 1 / pow(tensor((float)config.RopeTheta), arange(0, config.HeadSize, 2, ScalarType.Float32) / config.HeadSize);
        var angles = outer(arange(config.ContextLength, ScalarType.Float32), frequencies); // (context, D / 2)
        (cosines, sines) = (angles.cos().to(device).DetachFromDisposeScope(), angles.sin().to(device).DetachFromDisposeScope());
    }

    /// <param name="x">(B, H, T, D)</param>
    /// <param name="positions">Of the tokens, as <see cref="At(long, long)"/> or <see cref="At(Tensor, long, long)"/> gives them.</param>
    /// <returns>(B, H, T, D) in x's number format; the turn is computed in float32</returns>
    public Tensor Turn(Tensor x, (Tensor Cosine, Tensor Sine) positions)
    {
        var (real, imaginary) = (x.narrow(3, 0, half), x.narrow(3, half, half));
        var (cosine, sine) = positions;
        return cat([real * cosine - imaginary * sine, imaginary * cosine + real * sine], 3).As(x.dtype);
    }

    /// <param name="first">Position of the first token.</param>
    /// <param name="length">T</param>
    /// <returns>float32 (T, D / 2) each</returns>
    public (Tensor Cosine, Tensor Sine) At(long first, long length) => (cosines.narrow(0, first, length), sines.narrow(0, first, length));

    /// <param name="positions">int64 (B, T)</param>
    /// <param name="batch">B</param>
    /// <param name="length">T</param>
    /// <returns>float32 (B, 1, T, D / 2) each</returns>
    public (Tensor Cosine, Tensor Sine) At(Tensor positions, long batch, long length)
    {
        var flat = positions.view(-1);
        return (cosines.index_select(0, flat).view(batch, 1, length, half), sines.index_select(0, flat).view(batch, 1, length, half));
    }

    public void Dispose()
    {
        cosines.Dispose();
        sines.Dispose();
    }
}
