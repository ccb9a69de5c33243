namespace GptOperator.Kubernetes;

/// <summary>
/// A point in time by two clocks. The monotonic one stands still while the machine sleeps or is moved to another host,
/// the wall clock jumps when it is set; the one that says that more time has passed is believed.
/// </summary>
internal readonly record struct Moment(long Timestamp, DateTimeOffset Wall)
{
    public static Moment Now(TimeProvider time) => new(time.GetTimestamp(), time.GetUtcNow());

    public TimeSpan Elapsed(TimeProvider time)
    {
        var (monotonic, wall) = (time.GetElapsedTime(Timestamp), time.GetUtcNow() - Wall);
        return wall > monotonic ? wall : monotonic;
    }
}
