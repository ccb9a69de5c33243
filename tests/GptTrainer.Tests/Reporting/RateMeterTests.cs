using GptTrainer.Reporting;
using Microsoft.Extensions.Time.Testing;

namespace GptTrainer.Tests.Reporting;

public sealed class RateMeterTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void The_rate_is_that_of_the_window_alone()
    {
        var meter = new RateMeter(time, TimeSpan.FromSeconds(10));
        meter.Add(0);
        Assert.Null(meter.PerSecond);
        for (var second = 1; second <= 60; second++) Advance(meter, second <= 30 ? second : 30 + (second - 30) * 5);
        Assert.Equal(5, meter.PerSecond!.Value, 1e-9);
    }

    [Fact]
    public void A_restart_forgets_a_pause()
    {
        var meter = new RateMeter(time, TimeSpan.FromSeconds(10));
        meter.Add(0);
        time.Advance(TimeSpan.FromSeconds(100));
        meter.Restart(0);
        Advance(meter, 8);
        Assert.Equal(8, meter.PerSecond!.Value, 1e-9);
    }

    private void Advance(RateMeter meter, long count)
    {
        time.Advance(TimeSpan.FromSeconds(1));
        meter.Add(count);
    }
}
