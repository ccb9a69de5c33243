using GptOperator.Monitoring;

namespace GptOperator.Kubernetes;

/// <summary>
/// Lets one of several processes lead, and tells the others' fences to stay shut. A leader that cannot renew stops
/// writing before the lease can pass to another, whatever its own requests are doing.
/// </summary>
internal sealed partial class LeaderElection(
    IKubernetesApi api, LeaderElectionOptions options, OperatorMetrics metrics, TimeProvider time, ILogger<LeaderElection> logger)
    : IWriteFence
{
    private static readonly CancellationToken Never = new(canceled: true);

    /// <summary>Others wait out the lease if it can't be released within this; an operator must not be late in its own shutdown for it.</summary>
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(3);

    private readonly LeaseLock lease = new(api, options, time);
    private LeadershipTerm? term;
    private string? lastFault;
    private string? lastHolder;

    public bool MayWrite => Volatile.Read(ref term)?.IsHeld == true;

    public CancellationToken Lost => Volatile.Read(ref term)?.Lost ?? Never;

    /// <summary>One stalled connection must not use up the whole time that there is for renewing.</summary>
    private TimeSpan AttemptLimit => options.RetryPeriod * 2;

    /// <summary>Leads whenever it can until cancelled, then releases the lease.</summary>
    /// <param name="lead">runs while leading; must stop soon after its token is cancelled</param>
    /// <param name="cancellationToken">ends the election</param>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancellationToken)
    {
        while (await AcquireAsync(cancellationToken) is { } acquired)
        {
            using var current = acquired;
            Volatile.Write(ref term, current);
            metrics.Leader.Set(1);
            LogAcquired(logger, options.LeaseNamespace, options.LeaseName, options.Identity);
            using var leading = CancellationTokenSource.CreateLinkedTokenSource(current.Lost, cancellationToken);
            var work = lead(leading.Token);
            await Task.WhenAny(work, KeepAsync(current, leading.Token));
            await leading.CancelAsync();
            try
            {
                await work;
            }
            finally
            {
                await StepDownAsync(current);
            }
        }
    }

    private async Task<LeadershipTerm?> AcquireAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var start = Moment.Now(time);
            if (await TryAsync(lease.TryAcquireAsync, AttemptLimit, cancellationToken) == true)
            {
                return new LeadershipTerm(start, options.RenewDeadline, time);
            }

            LogStandby(lease.Holder);
            await PauseAsync(cancellationToken);
        }

        return null;
    }

    private async Task KeepAsync(LeadershipTerm current, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await PauseAsync(cancellationToken);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            var start = Moment.Now(time);
            switch (await TryAsync(lease.RenewAsync, AttemptLimit, cancellationToken))
            {
                case true:
                    current.Extend(start, options.RenewDeadline);
                    break;
                case false:
                    current.End();
                    break;
            }
        }
    }

    /// <returns>null when it is not known how it ended</returns>
    private async Task<bool?> TryAsync(Func<CancellationToken, Task<bool>> step, TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var done = await step(either.Token);
            lastFault = null;
            return done;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (KubernetesApiException e)
        {
            if (lastFault != e.Message)
            {
                lastFault = e.Message;
                LogFault(logger, e.Message);
            }

            return null;
        }
    }

    private async Task StepDownAsync(LeadershipTerm current)
    {
        var held = current.IsHeld;
        current.End();
        metrics.Leader.Set(0);
        if (held)
        {
            await TryAsync(
                async ct =>
                {
                    await lease.ReleaseAsync(ct);
                    return true;
                },
                ReleaseLimit,
                CancellationToken.None);
        }

        LogEnded(logger, held ? "released" : "lost");
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        var jitter = 1 + (Random.Shared.NextDouble() * 0.2);
        await Task.Delay(options.RetryPeriod * jitter, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void LogStandby(string? holder)
    {
        if (holder is not null && holder != lastHolder)
        {
            LogWaiting(logger, holder);
        }

        lastHolder = holder;
    }
}
