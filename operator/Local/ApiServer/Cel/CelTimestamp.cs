using System.Globalization;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>A moment to the nanosecond: whole seconds since 1970 UTC, and the rest.</summary>
internal readonly record struct CelTimestamp(long Seconds, int Nanoseconds) : IComparable<CelTimestamp>
{
    private const long Least = -62135596800;
    private const long Most = 253402300799;

    public DateTimeOffset Moment => DateTimeOffset.FromUnixTimeSeconds(Seconds).AddTicks(Nanoseconds / 100);

    public static bool TryParse(string text, out CelTimestamp timestamp)
    {
        timestamp = default;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            return false;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var fraction = dot < 0 ? "" : new string([.. text.Skip(dot + 1).TakeWhile(char.IsAsciiDigit)]);
        var nanoseconds = fraction.Length == 0 ? 0 : int.Parse(fraction.PadRight(9, '0')[..9], CultureInfo.InvariantCulture);
        timestamp = new(Math.DivRem(moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, TimeSpan.TicksPerSecond) is var (whole, rest) && rest < 0 ? whole - 1 : whole, nanoseconds);
        return true;
    }

    /// <exception cref="CelException">The sum lies outside the years 1 to 9999.</exception>
    public CelTimestamp Plus(CelDuration duration)
    {
        var total = (Int128)Seconds * GoDuration.Second + Nanoseconds + duration.Nanoseconds;
        var seconds = (long)(total / GoDuration.Second);
        var rest = (int)(total % GoDuration.Second);
        if (rest < 0)
            (seconds, rest) = (seconds - 1, rest + (int)GoDuration.Second);
        return seconds is >= Least and <= Most ? new(seconds, rest) : throw new CelException("timestamp overflow");
    }

    /// <exception cref="CelException">The two lie further apart than a duration can say.</exception>
    public CelDuration Minus(CelTimestamp other)
    {
        var total = (Int128)(Seconds - other.Seconds) * GoDuration.Second + Nanoseconds - other.Nanoseconds;
        return total >= long.MinValue && total <= long.MaxValue ? new((long)total) : throw new CelException("duration overflow");
    }

    public int CompareTo(CelTimestamp other) =>
        Seconds != other.Seconds ? Seconds.CompareTo(other.Seconds) : Nanoseconds.CompareTo(other.Nanoseconds);

    public override string ToString()
    {
        var fraction = Nanoseconds == 0 ? "" : "." + Nanoseconds.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0');
        return DateTimeOffset.FromUnixTimeSeconds(Seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + fraction + "Z";
    }
}
