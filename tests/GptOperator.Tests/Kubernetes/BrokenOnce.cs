namespace GptOperator.Tests.Kubernetes;

/// <summary>Fails its first call as an HTTP client does whose connection breaks at an unlucky moment.</summary>
internal sealed class BrokenOnce : DelegatingHandler
{
    private bool failed;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (failed)
            return base.SendAsync(request, cancellationToken);
        failed = true;
        throw new InvalidOperationException("An attempt was made to transition a task to a final state when it had already completed.");
    }
}
