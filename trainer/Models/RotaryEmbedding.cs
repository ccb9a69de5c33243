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

    /// <param name="x">float32 (B, H, T, D)</param>
    /// <param name="first">Position of the first token.</param>
    /// <param name="length">T</param>
    /// <returns>float32 (B, H, T, D)</returns>
    public Tensor Turn(Tensor x, long first, long length)
    {
        var (real, imaginary) = (x.narrow(3, 0, half), x.narrow(3, half, half));
        var (cosine, sine) = (cosines.narrow(0, first, length), sines.narrow(0, first, length));
        return cat([real * cosine - imaginary * sine, imaginary * cosine + real * sine], 3);
    }

    public void Dispose()
    {
        cosines.Dispose();
        sines.Dispose();
    }
}
