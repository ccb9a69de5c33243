using GptOperator.Monitoring;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace GptOperator.Kubernetes;

/// <summary>Retries of one call: jittered exponential back-off, Retry-After first, a time limit for each attempt.</summary>
internal sealed class ApiResilience
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly ResiliencePipeline idempotent;
    private readonly ResiliencePipeline once;

    public ApiResilience(ApiResilienceOptions options, OperatorMetrics metrics, TimeProvider time)
    {
        idempotent = Build(options, metrics, time, static e => e.IsTransient);
        once = Build(options, metrics, time, static e =>
            e.Kind == ApiErrorKind.TooManyRequests || (e.IsTransient && !e.MayHaveReachedServer));
    }

    public async Task<TResult> ExecuteAsync<TState, TResult>(
        ApiRequest request,
        Func<TState, CancellationToken, ValueTask<TResult>> attempt,
        TState state,
        CancellationToken cancellationToken)
    {
        try
        {
            var pipeline = request.IsIdempotent ? idempotent : once;
            return await pipeline.ExecuteAsync(
                static (s, ct) => s.attempt(s.state, ct), (attempt, state), cancellationToken);
        }
        catch (TimeoutRejectedException e)
        {
            throw new KubernetesApiException(
                ApiErrorKind.Unreachable, $"{request}: no complete answer within {e.Timeout.TotalSeconds:0} s", e);
        }
    }

    private static ResiliencePipeline Build(
        ApiResilienceOptions options, OperatorMetrics metrics, TimeProvider time, Func<KubernetesApiException, bool> repeat)
    {
        // Polly reads a time-out as passing; for a create it is not known whether the server acted.
        var repeatTimeouts = repeat(new KubernetesApiException(ApiErrorKind.Unreachable, ""));
        return new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception switch
                {
                    KubernetesApiException e => repeat(e),
                    TimeoutRejectedException => repeatTimeouts,
                    _ => false,
                }),
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.FirstDelay,
                MaxDelay = options.LongestDelay,
                DelayGenerator = static args => ValueTask.FromResult(ServersWish(args.Outcome.Exception)),
                OnRetry = _ =>
                {
                    metrics.ApiRetries.Inc();
                    return ValueTask.CompletedTask;
                },
            })
            .AddTimeout(options.AttemptTimeout)
            .Build();
    }

    private static TimeSpan? ServersWish(Exception? exception) =>
        exception is KubernetesApiException { RetryAfter: { } wish } ? (wish < LongestWait ? wish : LongestWait) : null;
}
