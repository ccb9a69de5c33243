using GptOperator.Monitoring;
using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>Lists and watches one kind in one namespace (or all) and passes what it learns to its informer.</summary>
internal sealed partial class Reflector<T>(
    IKubernetesApi api,
    string? @namespace,
    string? labelSelector,
    Informer<T> informer,
    OperatorMetrics metrics,
    TimeProvider time,
    ILogger logger)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>Lists in a row that may be older than what is known before it is believed that the server's history began anew.</summary>
    private const int StaleListsRefused = 3;

    private readonly Lock gate = new();
    private readonly TaskCompletionSource listed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? refresh;
    private CancellationTokenSource? watching;
    private string? version;
    private string? lastListVersion;
    private int failures;
    private int staleLists;
    private string? lastFault;

    /// <summary>Completes with the first full list.</summary>
    public Task Listed => listed.Task;

    public Task RefreshAsync()
    {
        lock (gate)
        {
            refresh ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            watching?.Cancel();
            return refresh.Task;
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ListAndWatchAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (KubernetesApiException e)
            {
                await RecoverAsync(e, cancellationToken);
            }
        }
    }

    private async Task ListAndWatchAsync(CancellationToken cancellationToken)
    {
        if (version is null || refresh is not null)
        {
            await ListAsync(cancellationToken);
        }

        var start = time.GetTimestamp();
        var events = await WatchAsync(version!, cancellationToken);
        metrics.WatchRestarts.WithLabels(informer.Kind, "closed").Inc();
        if (events == 0 && refresh is null && time.GetElapsedTime(start) < TimeSpan.FromSeconds(1))
        {
            throw new KubernetesApiException(ApiErrorKind.Unreachable, $"watch of {EntityDefinition<T>.Plural}: closed at once");
        }
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource? asked;
        lock (gate)
        {
            asked = refresh;
        }

        var keys = new HashSet<EntityKey>();
        var listVersion = "";
        await foreach (var page in api.ListAsync<T>(@namespace, labelSelector, cancellationToken))
        {
            if (keys.Count == 0)
            {
                CheckHistory(page.ResourceVersion);
            }

            foreach (var fault in page.Unreadable)
            {
                LogUnreadable(logger, fault);
            }

            listVersion = page.ResourceVersion;
            foreach (var entity in page.Items)
            {
                keys.Add(EntityKey.Of(entity));
                informer.Upsert(entity);
            }
        }

        informer.Sweep(@namespace, keys, listVersion);
        version = lastListVersion = listVersion;
        LogListed(logger, keys.Count, EntityDefinition<T>.Plural, @namespace ?? "all namespaces", listVersion);
        listed.TrySetResult();
        lock (gate)
        {
            refresh = ReferenceEquals(refresh, asked) ? null : refresh;
        }

        asked?.TrySetResult();
    }

    /// <summary>
    /// A list older than an earlier one comes from a replica that lags behind: taken at its word it would undo what is known.
    /// If it stays so, the server was restored from a backup or started empty, and the cache must follow it.
    /// </summary>
    private void CheckHistory(string listVersion)
    {
        if (!ResourceVersion.IsOlder(listVersion, lastListVersion))
        {
            staleLists = 0;
            return;
        }

        if (++staleLists <= StaleListsRefused)
        {
            throw new KubernetesApiException(
                ApiErrorKind.Unreachable,
                $"list of {EntityDefinition<T>.Plural}: version {listVersion} is older than {lastListVersion}, which was seen before");
        }

        staleLists = 0;
        LogHistory(logger, EntityDefinition<T>.Plural, listVersion, lastListVersion);
        informer.Clear(@namespace);
    }

    private async Task<int> WatchAsync(string from, CancellationToken cancellationToken)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        lock (gate)
        {
            watching = source;
            if (refresh is not null)
            {
                return 0;
            }
        }

        var events = 0;
        try
        {
            using var watch = await api.WatchAsync<T>(@namespace, labelSelector, from, source.Token);
            await foreach (var change in watch.ReadAsync(source.Token))
            {
                events++;
                failures = 0;
                lastFault = null;
                Take(change);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogRefresh(logger, EntityDefinition<T>.Plural);
        }
        finally
        {
            lock (gate)
            {
                watching = null;
            }
        }

        return events;
    }

    private void Take(WatchEvent<T> change)
    {
        switch (change.Type)
        {
            case WatchEventType.Unreadable:
                LogUnreadable(logger, change.Fault);
                return;
            case WatchEventType.Bookmark:
                break;
            case WatchEventType.Deleted:
                informer.Remove(change.Entity);
                break;
            default:
                informer.Upsert(change.Entity);
                break;
        }

        if (!ResourceVersion.IsOlder(change.Entity.Metadata.ResourceVersion, version))
        {
            version = change.Entity.Metadata.ResourceVersion;
        }
    }

    private async Task RecoverAsync(KubernetesApiException fault, CancellationToken cancellationToken)
    {
        var gone = fault.Kind == ApiErrorKind.Gone;
        if (gone)
        {
            version = null;
        }

        metrics.WatchRestarts.WithLabels(informer.Kind, gone ? "gone" : "error").Inc();
        failures++;
        if (gone && failures == 1)
        {
            return;
        }

        var delay = Backoff.Delay(failures, FirstDelay, LongestDelay, Random.Shared.NextDouble());
        if (fault.RetryAfter is { } wish && wish > delay)
        {
            delay = wish < LongestDelay ? wish : LongestDelay;
        }

        if (lastFault != fault.Message)
        {
            lastFault = fault.Message;
            LogFault(logger, fault.Message, delay.TotalSeconds);
        }

        await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
