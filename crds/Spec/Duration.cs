using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace GptOperator.Crds.Spec;

/// <summary>A length of time as Kubernetes writes it: hours, minutes, seconds and milliseconds, such as <c>1h30m</c> or <c>5s</c>.</summary>
[JsonConverter(typeof(Converter))]
public readonly partial record struct Duration(string Value)
{
    public const string Pattern = "^([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$";
    public const string Explanation = "hours, minutes, seconds and milliseconds in this order, such as '90s', '5m' or '1h30m'";

    /// <summary>The same length of time; zero where <see cref="Value"/> is no duration.</summary>
    public TimeSpan ToTimeSpan()
    {
        var match = Parts().Match(Value ?? "");
        return TimeSpan.FromHours(Part(match, "h"))
            + TimeSpan.FromMinutes(Part(match, "m"))
            + TimeSpan.FromSeconds(Part(match, "s"))
            + TimeSpan.FromMilliseconds(Part(match, "ms"));
    }

    /// <summary>The two largest units of a length of time, such as <c>2h5m</c> or <c>42s</c>, as a person reads an ETA.</summary>
    public static string Humanize(TimeSpan time)
    {
        var seconds = (long)Math.Max(0, Math.Round(time.TotalSeconds));
        return seconds switch
        {
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds}s"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}m{seconds % 60}s"),
            < 86400 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}h{seconds / 60 % 60}m"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86400}d{seconds / 3600 % 24}h"),
        };
    }

    public override string ToString() => Value;

    private static double Part(Match match, string unit) =>
        match.Groups[unit].Success ? double.Parse(match.Groups[unit].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("^((?<h>[0-9]+)h)?((?<m>[0-9]+)m)?((?<s>[0-9]+)s)?((?<ms>[0-9]+)ms)?$")]
    private static partial Regex Parts();

    private sealed class Converter : JsonConverter<Duration>
    {
        public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Value);
    }
}
