namespace GptOperator.Kubernetes;

/// <summary>One unbroken time of holding the lease. Once over it stays over.</summary>
internal sealed class LeadershipTerm : IDisposable
{
    private readonly TimeProvider time;
    private readonly CancellationTokenSource lost;
    private long deadline;

    /// <param name="validFrom">timestamp taken before the request that acquired the lease was sent</param>
    /// <param name="validFor">how long from there leadership may be trusted</param>
    /// <param name="time">clock of the timestamps</param>
    public LeadershipTerm(long validFrom, TimeSpan validFor, TimeProvider time)
    {
        this.time = time;
        lost = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        Lost = lost.Token;
        Extend(validFrom, validFor);
    }

    public CancellationToken Lost { get; }

    /// <summary>Asks the clock and not only the timer: after a long pause of the process the timer may not have fired yet.</summary>
    public bool IsHeld => !Lost.IsCancellationRequested && time.GetTimestamp() < Volatile.Read(ref deadline);

    public void Extend(long validFrom, TimeSpan validFor)
    {
        if (Lost.IsCancellationRequested)
        {
            return;
        }

        var remaining = validFor - time.GetElapsedTime(validFrom);
        if (remaining <= TimeSpan.Zero)
        {
            lost.Cancel();
            return;
        }

        Volatile.Write(ref deadline, validFrom + (long)(validFor.TotalSeconds * time.TimestampFrequency));
        lost.CancelAfter(remaining);
    }

    public void End() => lost.Cancel();

    public void Dispose() => lost.Dispose();
}
