using GptTrainer.Engine;

namespace GptTrainer.Tests.Engine;

public sealed class WorkerTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Every_item_is_done_once_and_before_anyone_goes_on(int size)
    {
        using var team = new WorkerTeam(size);
        var (done, late) = (new int[50], 0);
        for (var round = 1; round <= 200; round++)
        {
            var expected = round;
            team.Run(worker =>
            {
                foreach (var item in worker.Split(done.Length)) Interlocked.Increment(ref done[item]);
                if (done.Any(count => count != expected)) Interlocked.Increment(ref late);
                foreach (var _ in worker.Split(0)) Interlocked.Increment(ref late);
            });
        }
        Assert.Equal(0, late);
        Assert.All(done, count => Assert.Equal(200, count));
    }
}
