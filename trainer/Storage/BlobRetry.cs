namespace GptTrainer.Storage;

/// <summary>
/// How a blob service that fails or does not answer is waited for. The defaults give up after about a minute, which
/// outlasts the service's usual hiccups and still tells a job's owner of a wrong address soon.
/// </summary>
internal sealed record BlobRetry
{
    public int Retries { get; init; } = 4;

    /// <summary>Before the first retry; doubled for each further one.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(0.8);

    /// <summary>For connecting, and for each request to be sent and answered.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>For one request, or one block of a long transfer, to make it through.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For the first exchange with the service, all its retries included.</summary>
    public TimeSpan FirstContact { get; init; } = TimeSpan.FromSeconds(60);
}
