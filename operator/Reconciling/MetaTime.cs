namespace GptOperator.Reconciling;

/// <summary>Times as the API server keeps them: UTC, whole seconds. A plan made with finer ones would differ from what it reads back.</summary>
internal static class MetaTime
{
    public static DateTimeOffset? Of(DateTime? time) =>
        time is { } value ? Floor(new DateTimeOffset(DateTime.SpecifyKind(value, DateTimeKind.Utc))) : null;

    public static DateTimeOffset Floor(DateTimeOffset time) =>
        new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);

    public static DateTimeOffset Ceiling(DateTimeOffset time) => Floor(time.AddTicks(TimeSpan.TicksPerSecond - 1));
}
