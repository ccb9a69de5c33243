using Microsoft.Extensions.Time.Testing;

namespace GptOperator.Tests.Kubernetes;

/// <summary>A machine that sleeps: only its wall clock goes on, and no timer fires.</summary>
internal sealed class SleepingMachine(FakeTimeProvider time) : TimeProvider
{
    private readonly FakeTimeProvider stopped = new();

    public override long TimestampFrequency => stopped.TimestampFrequency;

    public override long GetTimestamp() => stopped.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        stopped.CreateTimer(callback, state, dueTime, period);
}
