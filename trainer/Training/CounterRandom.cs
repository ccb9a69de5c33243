namespace GptTrainer.Training;

/// <summary>
/// Random numbers by position instead of by state (SplitMix64's finalizer over a keyed counter): the n-th number is the
/// same whenever and by whomever it is asked for, which makes a resumed run draw what the undisturbed one draws.
/// </summary>
internal static class CounterRandom
{
    private const ulong Golden = 0x9e3779b97f4a7c15;

    /// <summary>64 random bits.</summary>
    public static ulong Bits(long seed, ulong counter) => Mix(Mix((ulong)seed + Golden) + (counter + 1) * Golden);

    /// <summary>A number in [0, bound), uniform to within bound / 2^64.</summary>
    public static long Below(long seed, ulong counter, long bound) =>
        (long)Math.BigMul(Bits(seed, counter), (ulong)bound, out _);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
