using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GptOperator.Crds.Spec;

namespace GptOperator.Reconciling.Attempts;

/// <summary>How long to wait before an attempt.</summary>
internal static class BackOff
{
    /// <summary>Past this exponent every delay that the schema allows has reached its maximum.</summary>
    private const int LargestExponent = 40;

    /// <summary>
    /// Doubles with each attempt, counted or not: evictions do not use up the budget, but a node that evicts for ever must not be hammered.
    /// The jitter, up to a tenth, follows from the job's uid, so that jobs spread and yet planning again gives the same time.
    /// </summary>
    /// <param name="retry">The first and the longest wait.</param>
    /// <param name="uid">The job's uid.</param>
    /// <param name="stage">The stage's name.</param>
    /// <param name="attempt">Number of the attempt that waits, from 1.</param>
    public static TimeSpan Delay(RetrySpec retry, string uid, string stage, int attempt)
    {
        var initial = retry.InitialDelay.ToTimeSpan().TotalSeconds;
        var maximum = retry.MaximumDelay.ToTimeSpan().TotalSeconds;
        var delay = Math.Min(maximum, initial * Math.Pow(2, Math.Clamp(attempt - 1, 0, LargestExponent)));
        return TimeSpan.FromSeconds(Math.Min(delay * (1 + 0.1 * Fraction(uid, stage, attempt)), TimeSpan.MaxValue.TotalSeconds / 2));
    }

    /// <returns>A number from 0 to 1 that looks random and is always the same for the same attempt.</returns>
    private static double Fraction(string uid, string stage, int attempt)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{uid}/{stage}/{attempt}");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return BinaryPrimitives.ReadUInt32LittleEndian(hash) / (double)uint.MaxValue;
    }
}
