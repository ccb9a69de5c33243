using static TorchSharp.torch;

namespace GptTrainer.Models;

/// <summary>Keeps the documents that share a sequence from seeing each other.</summary>
/// <param name="Allowed">bool (B, 1, T, T): whether a token (third) sees another (fourth)</param>
/// <param name="Positions">int64 (B, T): each token's place in its document</param>
internal sealed record DocumentMask(Tensor Allowed, Tensor Positions)
{
    /// <param name="starts">int64 (B, T): where in its sequence the document of each token begins</param>
    /// <param name="positions">int64 (B, T): each token's place in its document</param>
    /// <param name="batch">B</param>
    /// <param name="length">T</param>
    public static DocumentMask Of(Tensor starts, Tensor positions, long batch, long length)
    {
        var places = arange(length, ScalarType.Int64, starts.device); // (T)
        var causal = places.le(places.view(length, 1)); // (T, T)
        var own = places.ge(starts.view(batch, 1, length, 1)); // (B, 1, T, T)
        return new DocumentMask(own.logical_and(causal), positions);
    }
}
