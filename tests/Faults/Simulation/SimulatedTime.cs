using Microsoft.Extensions.Time.Testing;

namespace GptOperator.Faults.Simulation;

/// <summary>A clock that moves only when told, and knows when something next waits for it.</summary>
internal sealed class SimulatedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Lock _gate = new();
    private readonly HashSet<TrackedTimer> _armed = [];

    /// <summary>When the next timer fires; null while none is armed.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
                return _armed.Count == 0 ? null : _armed.Min(timer => timer.Due);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new TrackedTimer(this, callback, state);
        Arm(timer, dueTime, period);
        timer.Inner = base.CreateTimer(_ => timer.Fire(), null, dueTime, period);
        return timer;
    }

    public void AdvanceTo(DateTimeOffset moment)
    {
        if (moment > GetUtcNow())
            Advance(moment - GetUtcNow());
    }

    private void Arm(TrackedTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _armed.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan)
                return;
            (timer.Due, timer.Period) = (GetUtcNow() + dueTime, period);
            _armed.Add(timer);
        }
    }

    private sealed class TrackedTimer(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        public ITimer Inner { get; set; } = null!;

        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; set; }

        public void Fire()
        {
            time.Arm(this, Period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : Period, Period);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Arm(this, dueTime, period);
            return Inner.Change(dueTime, period);
        }

        public void Dispose()
        {
            time.Arm(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
