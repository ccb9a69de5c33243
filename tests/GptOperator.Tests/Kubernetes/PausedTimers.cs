using Microsoft.Extensions.Time.Testing;

namespace GptOperator.Tests.Kubernetes;

/// <summary>A clock that goes on while timers do not fire, as for a process that was just woken up.</summary>
internal sealed class PausedTimers(FakeTimeProvider time) : TimeProvider
{
    private readonly FakeTimeProvider never = new();

    public override long TimestampFrequency => time.TimestampFrequency;

    public override long GetTimestamp() => time.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        never.CreateTimer(callback, state, dueTime, period);
}
