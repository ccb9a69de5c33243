using System.Globalization;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Parts of timestamps and durations. Months, days of month and days of year count from 0, as in CEL.</summary>
internal static class TimeFunctions
{
    private static readonly (string Name, Func<DateTimeOffset, long> Part)[] Parts =
    [
        ("getFullYear", time => time.Year),
        ("getMonth", time => time.Month - 1),
        ("getDate", time => time.Day),
        ("getDayOfMonth", time => time.Day - 1),
        ("getDayOfWeek", time => (long)time.DayOfWeek),
        ("getDayOfYear", time => time.DayOfYear - 1),
        ("getHours", time => time.Hour),
        ("getMinutes", time => time.Minute),
        ("getSeconds", time => time.Second),
        ("getMilliseconds", time => time.Millisecond),
    ];

    private static readonly (string Name, long Nanoseconds)[] Units =
    [
        ("getHours", 3600 * GoDuration.Second),
        ("getMinutes", 60 * GoDuration.Second),
        ("getSeconds", GoDuration.Second),
        ("getMilliseconds", GoDuration.Second / 1000),
    ];

    public static IReadOnlyList<CelFunction> All { get; } =
    [
        .. Parts.Select(each => new CelFunction(each.Name, true, [CelType.Timestamp], CelType.Int, a => each.Part(((CelTimestamp)a[0]).Moment))),
        .. Parts.Select(each => new CelFunction(each.Name, true, [CelType.Timestamp, CelType.String], CelType.Int, a => each.Part(InZone((CelTimestamp)a[0], (string)a[1])))),
        .. Units.Select(each => new CelFunction(each.Name, true, [CelType.Duration], CelType.Int, a => ((CelDuration)a[0]).Nanoseconds / each.Nanoseconds)),
    ];

    private static DateTimeOffset InZone(CelTimestamp timestamp, string zone)
    {
        var sign = zone.StartsWith('-') ? -1 : 1;
        if (TimeSpan.TryParseExact(zone.TrimStart('+', '-'), @"hh\:mm", CultureInfo.InvariantCulture, out var offset))
            return timestamp.Moment.ToOffset(sign * offset);
        try
        {
            return TimeZoneInfo.ConvertTime(timestamp.Moment, TimeZoneInfo.FindSystemTimeZoneById(zone));
        }
        catch (Exception error) when (error is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new CelException($"unknown time zone {zone}");
        }
    }
}
