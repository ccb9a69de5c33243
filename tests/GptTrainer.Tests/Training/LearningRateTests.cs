using GptOperator.Crds.Spec;
using GptTrainer.Training;

namespace GptTrainer.Tests.Training;

public sealed class LearningRateTests
{
    [Theory]
    [InlineData(ScheduleType.Cosine, 0, 0.1 / 11)]
    [InlineData(ScheduleType.Cosine, 9, 1.0 / 11)]
    [InlineData(ScheduleType.Cosine, 10, 0.1)]
    [InlineData(ScheduleType.Cosine, 60, 0.055)]
    [InlineData(ScheduleType.Cosine, 110, 0.01)]
    [InlineData(ScheduleType.Cosine, 5000, 0.01)]
    [InlineData(ScheduleType.Linear, 35, 0.0775)]
    [InlineData(ScheduleType.Linear, 110, 0.01)]
    [InlineData(ScheduleType.WarmupStableDecay, 9, 1.0 / 11)]
    [InlineData(ScheduleType.WarmupStableDecay, 60, 0.1)]
    [InlineData(ScheduleType.WarmupStableDecay, 90, 0.1)]
    [InlineData(ScheduleType.WarmupStableDecay, 100, 0.055)]
    [InlineData(ScheduleType.WarmupStableDecay, 110, 0.01)]
    [InlineData(ScheduleType.Constant, 9, 1.0 / 11)]
    [InlineData(ScheduleType.Constant, 5000, 0.1)]
    public void The_rate_follows_its_course(ScheduleType type, long step, double expected)
    {
        var options = new ScheduleOptions { Type = type, Peak = 0.1, Minimum = 0.01, WarmupSteps = 10, StableSteps = 90, DecaySteps = 110 };
        Assert.Equal(expected, LearningRate.At(options, step), 1e-12);
    }

    [Fact]
    public void A_warm_up_as_long_as_the_training_never_divides_by_zero()
    {
        var options = new ScheduleOptions { Peak = 0.1, Minimum = 0.01, WarmupSteps = 10, DecaySteps = 10 };
        Assert.All(Enumerable.Range(0, 12), step => Assert.InRange(LearningRate.At(options, step), 0.009, 0.1));
    }
}
