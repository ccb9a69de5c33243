namespace GptOperator.Faults.Simulation;

/// <summary>The API client's clock: the simulated one, which also tells whether a call waits to be tried again.</summary>
internal sealed class RetryTime(SimulatedTime time) : TimeProvider
{
    private int _waiting;

    public bool IsWaiting => Volatile.Read(ref _waiting) > 0;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // The limit of an attempt; nothing waits for that here, where answers come at once.
        if (state is CancellationTokenSource)
            return new SilentTimer();
        Interlocked.Increment(ref _waiting);
        return time.CreateTimer(
            inner =>
            {
                Interlocked.Decrement(ref _waiting);
                callback(inner);
            },
            state,
            dueTime,
            period);
    }

    /// <summary>Never fires.</summary>
    private sealed class SilentTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
