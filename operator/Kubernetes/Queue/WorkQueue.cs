using System.Threading.Channels;
using GptOperator.Monitoring;

namespace GptOperator.Kubernetes;

/// <summary>
/// Keys to work at, each at most once in the queue and never with two workers: a key added while it is worked at
/// comes back when that work is done. New keys go before those that come again, so that a flood of new objects does not wait for the
/// aftermath of the first ones; but none waits longer for others than <see cref="WorkQueueOptions.LongestYield"/>.
/// </summary>
internal sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    private readonly WorkQueueOptions options;
    private readonly OperatorMetrics metrics;
    private readonly TimeProvider time;
    private readonly Random random;
    private readonly DelayedKeys<TKey> delayed;
    private readonly Lock gate = new();

    // One signal for each key in the two queues below.
    private readonly Channel<bool> signals = Channel.CreateUnbounded<bool>();
    private readonly Queue<TKey> first = [];
    private readonly Queue<TKey> again = [];

    // Keys that need work, with the time of their first add; a key is in it while queued, and again when added during its work.
    private readonly Dictionary<TKey, long> dirty = [];
    private readonly HashSet<TKey> processing = [];
    private readonly Dictionary<TKey, int> failures = [];
    private TaskCompletionSource? drained;
    private bool closed;

    public WorkQueue(WorkQueueOptions options, OperatorMetrics metrics, TimeProvider time, Random random)
    {
        (this.options, this.metrics, this.time, this.random) = (options, metrics, time, random);
        delayed = new DelayedKeys<TKey>(Add, time);
    }

    public void Add(TKey key) => Add(key, again);

    /// <summary>Adds a key that has not been worked at before.</summary>
    public void AddNew(TKey key) => Add(key, first);

    /// <summary>Adds the key later; of several such calls the earliest time counts.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
        }
        else
        {
            delayed.Add(key, delay);
        }
    }

    /// <summary>Adds the key after a delay that grows with its failures since the last <see cref="Forget"/>.</summary>
    public TimeSpan AddRateLimited(TKey key)
    {
        TimeSpan delay;
        lock (gate)
        {
            var count = failures[key] = failures.GetValueOrDefault(key) + 1;
            delay = Backoff.Delay(count, options.FirstRetry, options.LongestRetry, random.NextDouble());
        }

        metrics.QueueRetries.Inc();
        AddAfter(key, delay);
        return delay;
    }

    /// <summary>Ends the key's row of failures.</summary>
    public void Forget(TKey key)
    {
        lock (gate)
        {
            failures.Remove(key);
        }
    }

    /// <summary>Waits for a key. Every key taken must be given back with <see cref="Done"/>.</summary>
    /// <exception cref="ChannelClosedException">the queue was shut down</exception>
    public async ValueTask<TKey> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await signals.Reader.ReadAsync(cancellationToken);
            lock (gate)
            {
                var key = Next_NeedsLock();
                if (closed)
                {
                    metrics.QueueDepth.Dec();
                    continue;
                }

                processing.Add(key);
                metrics.ActiveWorkers.Set(processing.Count);
                metrics.QueueDepth.Dec();
                dirty.Remove(key, out var since);
                metrics.QueueWait.Observe(time.GetElapsedTime(since).TotalSeconds);
                return key;
            }
        }
    }

    public void Done(TKey key)
    {
        lock (gate)
        {
            processing.Remove(key);
            if (!closed && dirty.ContainsKey(key))
            {
                Enqueue_NeedsLock(key, again);
            }

            metrics.ActiveWorkers.Set(processing.Count);
            if (processing.Count == 0)
            {
                drained?.TrySetResult();
            }
        }
    }

    /// <summary>Takes no more keys and gives none out; completes when those being worked at are done.</summary>
    public Task ShutDownAsync()
    {
        delayed.Dispose();
        lock (gate)
        {
            closed = true;
            signals.Writer.TryComplete();
            drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (processing.Count == 0)
            {
                drained.TrySetResult();
            }

            return drained.Task;
        }
    }

    public void Dispose() => delayed.Dispose();

    private void Add(TKey key, Queue<TKey> queue)
    {
        lock (gate)
        {
            if (closed || !dirty.TryAdd(key, time.GetTimestamp()))
            {
                return;
            }

            metrics.QueueAdds.Inc();
            if (!processing.Contains(key))
            {
                Enqueue_NeedsLock(key, queue);
            }
        }
    }

    private void Enqueue_NeedsLock(TKey key, Queue<TKey> queue)
    {
        metrics.QueueDepth.Inc();
        queue.Enqueue(key);
        signals.Writer.TryWrite(true);
    }

    private TKey Next_NeedsLock()
    {
        var yields = first.Count > 0 && !(again.TryPeek(out var waiting) && time.GetElapsedTime(dirty[waiting]) > options.LongestYield);
        return (yields ? first : again).Dequeue();
    }
}
