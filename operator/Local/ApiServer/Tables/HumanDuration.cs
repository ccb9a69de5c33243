using System.Globalization;

namespace GptOperator.Local.ApiServer.Tables;

/// <summary>Durations in the two or three characters that kubectl's users know: 45s, 3m20s, 5h, 2d3h, 400d, 3y.</summary>
internal static class HumanDuration
{
    public const string Unknown = "<unknown>";

    public static string Since(string? time, DateTimeOffset now) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var then)
            ? Of(now - then)
            : Unknown;

    public static string Of(TimeSpan duration)
    {
        // Clocks differ by a little: a moment in the future is now.
        var seconds = (long)duration.TotalSeconds;
        if (seconds < -1) return "<invalid>";
        if (seconds < 0) return "0s";
        if (seconds < 120) return $"{seconds}s";
        var minutes = (long)duration.TotalMinutes;
        if (minutes < 10) return With(minutes, "m", seconds % 60, "s");
        if (minutes < 180) return $"{minutes}m";
        var hours = (long)duration.TotalHours;
        if (hours < 8) return With(hours, "h", minutes % 60, "m");
        if (hours < 48) return $"{hours}h";
        var days = hours / 24;
        if (hours < 192) return With(days, "d", hours % 24, "h");
        if (days < 730) return $"{days}d";
        var years = days / 365;
        return years < 8 ? With(years, "y", days % 365, "d") : $"{years}y";
    }

    private static string With(long big, string bigUnit, long small, string smallUnit) =>
        small == 0 ? $"{big}{bigUnit}" : $"{big}{bigUnit}{small}{smallUnit}";
}
