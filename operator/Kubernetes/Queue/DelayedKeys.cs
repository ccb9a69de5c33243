namespace GptOperator.Kubernetes;

/// <summary>Keys whose time has not come, behind one timer set to the earliest of them.</summary>
internal sealed class DelayedKeys<TKey> : IDisposable
    where TKey : notnull
{
    private readonly Action<TKey> release;
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private readonly PriorityQueue<TKey, long> order = new();
    private readonly Dictionary<TKey, long> due = [];
    private bool disposed;

    public DelayedKeys(Action<TKey> release, TimeProvider time)
    {
        (this.release, this.time) = (release, time);
        timer = time.CreateTimer(_ => Release(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(TKey key, TimeSpan delay)
    {
        lock (gate)
        {
            var at = time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);
            if (disposed || (due.TryGetValue(key, out var earlier) && earlier <= at))
            {
                return;
            }

            due[key] = at;
            order.Enqueue(key, at);
            if (order.TryPeek(out _, out var first) && first == at)
            {
                Arm_NeedsLock(at);
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            timer.Dispose();
        }
    }

    private void Release()
    {
        var ready = new List<TKey>();
        lock (gate)
        {
            if (disposed)
            {
                return;
            }

            var now = time.GetTimestamp();
            while (order.TryPeek(out var key, out var at))
            {
                if (at > now)
                {
                    Arm_NeedsLock(at);
                    break;
                }

                order.Dequeue();
                // An entry that an earlier one overtook is void.
                if (due.TryGetValue(key, out var valid) && valid == at && due.Remove(key))
                {
                    ready.Add(key);
                }
            }
        }

        ready.ForEach(release);
    }

    private void Arm_NeedsLock(long at)
    {
        // Rounded up to a whole millisecond: a timer that fires early would be armed again and again.
        var wait = Math.Ceiling((at - time.GetTimestamp()) * 1000.0 / time.TimestampFrequency);
        // Timers hold at most 2^32-2 ms; a later key is looked at again then.
        timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(wait, 0, uint.MaxValue - 1)), Timeout.InfiniteTimeSpan);
    }
}
