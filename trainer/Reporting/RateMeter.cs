namespace GptTrainer.Reporting;

/// <summary>How fast a count has grown over the last seconds.</summary>
internal sealed class RateMeter(TimeProvider time, TimeSpan window)
{
    private readonly Queue<(long Timestamp, long Count)> samples = new();
    private (long Timestamp, long Count) newest;

    /// <summary>Notes the count's present value.</summary>
    public void Add(long count)
    {
        newest = (time.GetTimestamp(), count);
        samples.Enqueue(newest);
        // One sample beyond the window stays, so that there is a rate even when samples are far apart.
        while (samples.Count > 2 && time.GetElapsedTime(samples.Peek().Timestamp, newest.Timestamp) > window) samples.Dequeue();
    }

    /// <summary>Forgets everything, so that a pause does not count as slowness.</summary>
    public void Restart(long count)
    {
        samples.Clear();
        Add(count);
    }

    /// <summary>Units a second; null before two samples at different times.</summary>
    public double? PerSecond
    {
        get
        {
            if (samples.Count < 2) return null;
            var oldest = samples.Peek();
            var seconds = time.GetElapsedTime(oldest.Timestamp, newest.Timestamp).TotalSeconds;
            return seconds > 0 ? (newest.Count - oldest.Count) / seconds : null;
        }
    }
}
