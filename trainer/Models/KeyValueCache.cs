using static TorchSharp.torch;

namespace GptTrainer.Models;

/// <summary>Each layer's keys and values of the tokens seen so far, so that a new token costs one position only.</summary>
internal sealed class KeyValueCache : IDisposable
{
    /// <param name="config">The model.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="type">The number format that it computes attention in.</param>
    public KeyValueCache(GptConfig config, Device device, ScalarType type) =>
        Layers = [.. Enumerable.Range(0, config.Layers).Select(_ => new Layer(config, device, type))];

    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>Tokens held.</summary>
    public long Length { get; private set; }

    /// <summary>Forgets every token.</summary>
    public void Clear()
    {
        Length = 0;
        foreach (var layer in Layers) layer.Length = 0;
    }

    public void Advance(long tokens) => Length += tokens;

    public void Dispose()
    {
        foreach (var layer in Layers) layer.Dispose();
    }

    /// <summary>One layer's part.</summary>
    internal sealed class Layer(GptConfig config, Device device, ScalarType type) : IDisposable
    {
        private readonly Tensor keys = zeros(1, config.KeyValueHeads, config.ContextLength, config.HeadSize, type, device).DetachFromDisposeScope();
        private readonly Tensor values = zeros(1, config.KeyValueHeads, config.ContextLength, config.HeadSize, type, device).DetachFromDisposeScope();

        public long Length { get; set; }

        /// <param name="key">(1, G, T, D)</param>
        /// <param name="value">(1, G, T, D)</param>
        /// <param name="length">T</param>
        /// <returns>All keys and values so far, each (1, G, Length, D).</returns>
        public (Tensor Keys, Tensor Values) Append(Tensor key, Tensor value, long length)
        {
            if (Length > 0 && length > 1)
                throw new InvalidOperationException("Several tokens after cached ones would need a mask; append them one by one.");
            keys.narrow(2, Length, length).copy_(key);
            values.narrow(2, Length, length).copy_(value);
            Length += length;
            return (keys.narrow(2, 0, Length), values.narrow(2, 0, Length));
        }

        public void Dispose()
        {
            keys.Dispose();
            values.Dispose();
        }
    }
}
