using GptOperator.Kubernetes;

namespace GptOperator.Tests.Kubernetes;

internal sealed class TestFence : IWriteFence, IDisposable
{
    private readonly CancellationTokenSource lost = new();

    public bool MayWrite => !lost.IsCancellationRequested;

    public CancellationToken Lost => lost.Token;

    public void Close() => lost.Cancel();

    public void Dispose() => lost.Dispose();
}
