using Microsoft.Extensions.Time.Testing;

namespace GptOperator.Tests.Kubernetes;

internal static class Clock
{
    /// <summary>Lets the test's time pass, step by step, until the task is done; real input and output happens in between.</summary>
    public static async Task RunAsync(this FakeTimeProvider time, Task task, TimeSpan step)
    {
        var limit = System.Diagnostics.Stopwatch.StartNew();
        while (!task.IsCompleted)
        {
            Assert.True(limit.Elapsed < TimeSpan.FromSeconds(30), "not done in time");
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(4)));
            time.Advance(step);
        }

        await task;
    }

    /// <summary>The same until a condition holds.</summary>
    public static async Task RunUntilAsync(this FakeTimeProvider time, Func<bool> condition, TimeSpan step)
    {
        var limit = System.Diagnostics.Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(limit.Elapsed < TimeSpan.FromSeconds(30), "the condition never held");
            await Task.Delay(TimeSpan.FromMilliseconds(4));
            time.Advance(step);
        }
    }
}
