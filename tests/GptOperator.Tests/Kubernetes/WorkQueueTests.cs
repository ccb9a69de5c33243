using System.Threading.Channels;
using GptOperator.Kubernetes;
using GptOperator.Monitoring;
using Microsoft.Extensions.Time.Testing;

namespace GptOperator.Tests.Kubernetes;

public sealed class WorkQueueTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly OperatorMetrics metrics = new();
    private readonly WorkQueue<string> queue;

    public WorkQueueTests() => queue = new WorkQueue<string>(
        new WorkQueueOptions { FirstRetry = TimeSpan.FromSeconds(1), LongestRetry = TimeSpan.FromSeconds(60) }, metrics, time, new Random(1));

    public void Dispose() => queue.Dispose();

    [Fact]
    public async Task A_key_added_often_is_given_out_once()
    {
        queue.Add("a");
        queue.Add("b");
        queue.Add("a");

        Assert.Equal("a", await queue.TakeAsync(default));
        Assert.Equal("b", await queue.TakeAsync(default));
        Assert.False(HasMore(out _));
        Assert.Equal(0, metrics.QueueDepth.Value);
    }

    [Fact]
    public async Task A_key_added_during_its_work_comes_back_when_that_is_done_and_not_before()
    {
        queue.Add("a");
        await queue.TakeAsync(default);

        queue.Add("a");
        queue.Add("a");
        Assert.False(HasMore(out var waiting));
        queue.Done("a");

        Assert.Equal("a", await waiting);
        queue.Done("a");
        Assert.False(HasMore(out _));
    }

    [Fact]
    public async Task New_keys_go_before_those_that_come_again_but_not_for_ever()
    {
        queue.Add("again");
        queue.AddNew("new");
        queue.AddNew("newer");

        Assert.Equal("new", await queue.TakeAsync(default));
        time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal("again", await queue.TakeAsync(default));
        Assert.Equal("newer", await queue.TakeAsync(default));
    }

    [Fact]
    public async Task Of_several_delays_the_earliest_counts_and_only_that_one()
    {
        queue.AddAfter("a", TimeSpan.FromSeconds(30));
        queue.AddAfter("a", TimeSpan.FromSeconds(10));
        queue.AddAfter("a", TimeSpan.FromSeconds(20));

        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(0, metrics.QueueDepth.Value);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("a", await queue.TakeAsync(default));
        queue.Done("a");
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, metrics.QueueDepth.Value);
    }

    [Fact]
    public async Task A_delay_longer_than_a_timer_can_hold_is_kept()
    {
        queue.AddAfter("a", TimeSpan.FromDays(60));

        time.Advance(TimeSpan.FromDays(59));
        Assert.Equal(0, metrics.QueueDepth.Value);
        time.Advance(TimeSpan.FromDays(1));

        Assert.Equal("a", await queue.TakeAsync(default));
    }

    [Fact]
    public void Failures_back_off_exponentially_with_jitter_until_forgotten()
    {
        var delays = Enumerable.Range(0, 8).Select(_ => queue.AddRateLimited("a").TotalSeconds).ToList();

        for (var i = 0; i < delays.Count; i++)
        {
            var whole = Math.Min(60, Math.Pow(2, i));
            Assert.InRange(delays[i], whole / 2, whole);
        }

        Assert.Equal(8, delays.Distinct().Count());
        queue.Forget("a");
        Assert.InRange(queue.AddRateLimited("a").TotalSeconds, 0.5, 1);
        Assert.Equal(9, metrics.QueueRetries.Value);
    }

    [Fact]
    public async Task Shutting_down_drops_what_waits_and_ends_when_the_work_at_hand_does()
    {
        queue.Add("a");
        queue.Add("b");
        await queue.TakeAsync(default);

        var drained = queue.ShutDownAsync();

        Assert.False(drained.IsCompleted);
        await Assert.ThrowsAsync<ChannelClosedException>(() => queue.TakeAsync(default).AsTask());
        queue.Add("c");
        queue.Done("a");
        await drained;
    }

    [Fact]
    public async Task Many_workers_never_hold_one_key_twice_and_miss_no_add()
    {
        var held = new HashSet<string>();
        var (added, seen) = (new int[20], new int[20]);
        using var stop = new CancellationTokenSource();
        async Task WorkAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                var key = await queue.TakeAsync(stop.Token);
                lock (held)
                {
                    Assert.True(held.Add(key));
                }

                var index = int.Parse(key, System.Globalization.CultureInfo.InvariantCulture);
                seen[index] = Volatile.Read(ref added[index]);
                await Task.Yield();
                lock (held)
                {
                    held.Remove(key);
                }

                queue.Done(key);
            }
        }

        var workers = Enumerable.Range(0, 8).Select(_ => Task.Run(WorkAsync)).ToList();
        Parallel.For(0, 20_000, i =>
        {
            Interlocked.Increment(ref added[i % 20]);
            queue.Add((i % 20).ToString(System.Globalization.CultureInfo.InvariantCulture));
        });
        while (!seen.SequenceEqual(added))
        {
            Assert.DoesNotContain(workers, w => w.IsFaulted);
            await Task.Yield();
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(workers));
    }

    private bool HasMore(out ValueTask<string> take)
    {
        take = queue.TakeAsync(default);
        return take.IsCompleted;
    }
}
