using GptOperator.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace GptOperator.Tests.Kubernetes;

public sealed class LeaderElectionTests
{
    /// <summary>Small beside the election's own periods, so that requests take next to no time in them.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly FakeTimeProvider time = new();
    private readonly LeaseServer lease = new();

    [Fact]
    public async Task A_standby_takes_over_within_one_retry_of_the_release()
    {
        await using var a = await Candidate.StartAsync(lease, time, "a");
        await time.RunUntilAsync(() => a.Election.MayWrite, Step);
        await using var b = await Candidate.StartAsync(lease, time, "b");
        await PassAsync(TimeSpan.FromSeconds(20), () => Assert.False(b.Election.MayWrite));
        Assert.Equal("a", lease.Holder);
        Assert.Equal(1, a.Metrics.Leader.Value);

        await a.StopAsync();
        var released = time.GetUtcNow();
        Assert.Null(lease.Holder);
        await time.RunUntilAsync(() => b.Election.MayWrite, Step);

        Assert.True(b.Terms[0].At - released < TimeSpan.FromSeconds(5));
        Assert.Equal(0, a.Metrics.Leader.Value);
        Assert.Equal(1, lease.Lease!["spec"]!["leaseTransitions"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_leader_that_is_cut_off_stops_writing_before_another_begins_and_returns_when_it_can()
    {
        await using var a = await Candidate.StartAsync(lease, time, "a");
        await time.RunUntilAsync(() => a.Election.MayWrite, Step);
        await using var b = await Candidate.StartAsync(lease, time, "b");
        await PassAsync(TimeSpan.FromSeconds(5), () => Assert.True(a.Election.MayWrite));

        a.CutOff = true;
        await time.RunUntilAsync(
            () =>
            {
                Assert.False(a.Election.MayWrite && b.Election.MayWrite);
                return b.Terms.Count == 1;
            },
            Step);
        Assert.True(a.Terms[1].At < b.Terms[0].At);
        Assert.True(a.Election.Lost.IsCancellationRequested);

        a.CutOff = false;
        await b.StopAsync();
        await time.RunUntilAsync(() => a.Election.MayWrite, Step);
        Assert.Equal("a", lease.Holder);
    }

    [Fact]
    public async Task A_standby_whose_clock_is_a_day_ahead_does_not_steal_a_lease_that_is_renewed()
    {
        var ahead = new FakeTimeProvider(time.GetUtcNow().AddDays(1));
        await using var a = await Candidate.StartAsync(lease, time, "a");
        await time.RunUntilAsync(() => a.Election.MayWrite, Step);
        await using var b = await Candidate.StartAsync(lease, ahead, "b");

        await PassAsync(
            TimeSpan.FromSeconds(40),
            () =>
            {
                ahead.Advance(Step);
                Assert.False(b.Election.MayWrite);
            });

        Assert.True(a.Election.MayWrite);
        Assert.Single(a.Terms);
    }

    [Fact]
    public async Task Answers_that_are_lost_for_a_while_do_not_end_leadership()
    {
        await using var a = await Candidate.StartAsync(lease, time, "a");
        await time.RunUntilAsync(() => a.Election.MayWrite, Step);

        a.LosesAnswers = true;
        await PassAsync(TimeSpan.FromSeconds(5), () => Assert.True(a.Election.MayWrite));
        a.LosesAnswers = false;
        await PassAsync(TimeSpan.FromSeconds(20), () => Assert.True(a.Election.MayWrite));

        Assert.Single(a.Terms);
    }

    [Fact]
    public async Task A_lease_that_another_wrote_or_that_was_deleted_ends_leadership_at_the_next_renewal()
    {
        await using var a = await Candidate.StartAsync(lease, time, "a");
        await time.RunUntilAsync(() => a.Election.MayWrite, Step);

        lease.Edit("holderIdentity", "b");
        await PassUntilLostAsync(a, terms: 2);
        await time.RunUntilAsync(() => a.Election.MayWrite, Step);
        lease.Delete();
        await PassUntilLostAsync(a, terms: 4);

        // Once b's lease stood still for its 15 s, and at once when there was none.
        Assert.True(a.Terms[2].At - a.Terms[1].At >= TimeSpan.FromSeconds(15));
    }

    [Fact]
    public void After_a_pause_of_the_process_the_fence_is_shut_before_any_timer_fires()
    {
        var paused = new PausedTimers(time);
        using var term = new LeadershipTerm(Moment.Now(paused), TimeSpan.FromSeconds(10), paused);
        Assert.True(term.IsHeld);

        time.Advance(TimeSpan.FromSeconds(11));

        Assert.False(term.Lost.IsCancellationRequested);
        Assert.False(term.IsHeld);
    }

    [Fact]
    public void After_a_sleep_of_the_machine_the_fence_is_shut_though_the_monotonic_clock_stood_still()
    {
        var asleep = new SleepingMachine(time);
        using var term = new LeadershipTerm(Moment.Now(asleep), TimeSpan.FromSeconds(10), asleep);

        time.Advance(TimeSpan.FromSeconds(11));

        Assert.False(term.IsHeld);
    }

    private async Task PassUntilLostAsync(Candidate candidate, int terms)
    {
        var start = time.GetUtcNow();
        await time.RunUntilAsync(() => candidate.Terms.Count >= terms, Step);
        Assert.True(candidate.Terms[terms - 1].At - start < TimeSpan.FromSeconds(5));
    }

    private async Task PassAsync(TimeSpan span, Action check)
    {
        var end = time.GetUtcNow() + span;
        await time.RunUntilAsync(
            () =>
            {
                check();
                return time.GetUtcNow() >= end;
            },
            Step);
    }
}
