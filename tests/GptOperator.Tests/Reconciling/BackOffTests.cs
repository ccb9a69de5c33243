using GptOperator.Crds.Spec;
using GptOperator.Reconciling.Attempts;

namespace GptOperator.Tests.Reconciling;

public sealed class BackOffTests
{
    private static readonly RetrySpec Retry = new() { InitialDelay = new("5s"), MaximumDelay = new("1m") };

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(4, 40)]
    [InlineData(5, 60)]
    [InlineData(1000, 60)]
    public void The_delay_doubles_up_to_its_maximum_with_at_most_a_tenth_more(int attempt, double seconds)
    {
        var delay = BackOff.Delay(Retry, "uid", "pretrain", attempt).TotalSeconds;

        Assert.InRange(delay, seconds, seconds * 1.1);
    }

    [Fact]
    public void The_same_attempt_always_waits_as_long_and_jobs_wait_differently()
    {
        Assert.Equal(BackOff.Delay(Retry, "uid", "pretrain", 1), BackOff.Delay(Retry, "uid", "pretrain", 1));
        Assert.NotEqual(BackOff.Delay(Retry, "uid", "pretrain", 1), BackOff.Delay(Retry, "other", "pretrain", 1));
    }
}
