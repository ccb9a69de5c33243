namespace GptOperator.Kubernetes;

/// <summary>One unbroken time of holding the lease. Once over it stays over.</summary>
internal sealed class LeadershipTerm : IDisposable
{
    private readonly TimeProvider time;
    private readonly CancellationTokenSource lost;
    private Deadline deadline;

    /// <param name="validFrom">taken before the request that acquired the lease was sent</param>
    /// <param name="validFor">how long from there leadership may be trusted</param>
    /// <param name="time">the clock of both</param>
    public LeadershipTerm(Moment validFrom, TimeSpan validFor, TimeProvider time)
    {
        this.time = time;
        lost = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        Lost = lost.Token;
        deadline = new Deadline(validFrom, validFor);
        Extend(validFrom, validFor);
    }

    public CancellationToken Lost { get; }

    /// <summary>Asks the clocks and not only the timer: after a long pause of the process the timer may not have fired yet.</summary>
    public bool IsHeld => !Lost.IsCancellationRequested && Volatile.Read(ref deadline).Remaining(time) > TimeSpan.Zero;

    public void Extend(Moment validFrom, TimeSpan validFor)
    {
        if (Lost.IsCancellationRequested)
        {
            return;
        }

        var next = new Deadline(validFrom, validFor);
        var remaining = next.Remaining(time);
        if (remaining <= TimeSpan.Zero)
        {
            lost.Cancel();
            return;
        }

        Volatile.Write(ref deadline, next);
        lost.CancelAfter(remaining);
    }

    public void End() => lost.Cancel();

    public void Dispose() => lost.Dispose();

    private sealed record Deadline(Moment From, TimeSpan For)
    {
        public TimeSpan Remaining(TimeProvider time) => For - From.Elapsed(time);
    }
}
