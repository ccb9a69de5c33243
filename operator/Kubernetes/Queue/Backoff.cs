namespace GptOperator.Kubernetes;

/// <summary>Exponential back-off with jitter over half the delay, so that those who failed together do not return together.</summary>
internal static class Backoff
{
    /// <param name="failures">in a row, from 1</param>
    /// <param name="first">delay after the first failure</param>
    /// <param name="longest">bound of the delay</param>
    /// <param name="random">in [0, 1)</param>
    /// <returns>between half of the exponential delay and the whole of it</returns>
    public static TimeSpan Delay(int failures, TimeSpan first, TimeSpan longest, double random)
    {
        // 2^30 firsts is beyond any bound, and the shift stays exact.
        var factor = 1L << Math.Clamp(failures - 1, 0, 30);
        var delay = Math.Min(first.TotalMilliseconds * factor, longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(delay * (0.5 + (random / 2)));
    }
}
