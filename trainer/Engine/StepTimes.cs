using System.Diagnostics;

namespace GptTrainer.Engine;

/// <summary>Adds up the time of each part of a step, as one thread sees it.</summary>
internal sealed class StepTimes
{
    private readonly long[] ticks = new long[Enum.GetValues<StepPart>().Length];
    private StepPart current;
    private long since = Stopwatch.GetTimestamp();

    /// <summary>What comes now belongs to another part.</summary>
    public void Enter(StepPart part)
    {
        var now = Stopwatch.GetTimestamp();
        ticks[(int)current] += now - since;
        (current, since) = (part, now);
    }

    /// <summary>The sums since the last time; they begin again at 0.</summary>
    public IReadOnlyDictionary<StepPart, TimeSpan> Take()
    {
        Enter(current);
        var taken = Enum.GetValues<StepPart>().ToDictionary(part => part, part => Stopwatch.GetElapsedTime(0, ticks[(int)part]));
        Array.Clear(ticks);
        return taken;
    }
}
