using GptTrainer.Models;
using static TorchSharp.torch;

namespace GptTrainer.Engine;

/// <summary>A <see cref="TokenBatch"/> where the model computes.</summary>
/// <param name="Ids">int64 (B, T)</param>
/// <param name="Targets">int64 (B T)</param>
/// <param name="Documents">Null where a sequence is one document.</param>
/// <param name="Sequences">B</param>
/// <param name="Length">T</param>
internal sealed record DeviceBatch(Tensor Ids, Tensor Targets, DocumentMask? Documents, long Sequences, long Length)
{
    /// <summary>B T</summary>
    public long Tokens => Sequences * Length;

    /// <summary>Copies it there, in the caller's scope. It does not wait for what the device is at.</summary>
    public static DeviceBatch Of(TokenBatch tokens, Device device)
    {
        var (batch, length) = (tokens.Sequences, tokens.Length);
        var documents = tokens.Divided
            ? DocumentMask.Of(Rows(tokens.StartSpan), Rows(tokens.PositionSpan), batch, length)
            : null;
        return new DeviceBatch(Send(tensor(tokens.IdSpan.ToArray(), [batch, length]), device), Send(tensor(tokens.TargetSpan.ToArray()), device), documents, batch, length);

        // (B, T)
        Tensor Rows(ReadOnlySpan<int> values) => Send(tensor(values.ToArray(), [batch, length]).to(ScalarType.Int64), device);
    }

    // A copy from memory that may move waits for the device; one from pinned memory is only enqueued, and libtorch keeps
    // the memory until it is done.
    private static Tensor Send(Tensor host, Device device) =>
        device.type == TorchSharp.DeviceType.CPU ? host : host.pin_memory().to(device, non_blocking: true);
}
