using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GptTrainer.Engine;

/// <summary>
/// Zeroes a share of elements and scales the others up (Srivastava et al., 2014). Which ones is a hash of the key, the
/// row and the column (two rounds of a 32-bit finalizer), so the backward pass asks again instead of remembering.
/// </summary>
/// <param name="share">Share of elements zeroed; 0 leaves all as they are.</param>
/// <param name="key">Names the place and the step.</param>
internal readonly unsafe struct Dropout(double share, ulong key)
{
    private readonly uint threshold = (uint)Math.Min(share * 4294967296.0, uint.MaxValue);
    private readonly float scale = (float)(1 / (1 - share));

    public static Dropout None => default;

    public bool IsActive => threshold > 0;

    /// <summary>The dropout of another place in the same step.</summary>
    public Dropout At(uint place) => new(share, key + place * 0x9e3779b97f4a7c15);

    /// <summary>Applies it to a row in place; the same row always loses the same elements.</summary>
    public void Apply(float* row, int width, uint number)
    {
        if (!IsActive) return;
        var rowKey = Mix(Vector256.Create((uint)key ^ Mix(Vector256.Create(number + (uint)(key >> 32)))[0]))[0];
        var lane = Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);
        for (var i = 0; i < width; i += Lanes.Count)
        {
            var bits = Mix((lane + Vector256.Create((uint)i)) * 0x9e3779b9u ^ Vector256.Create(rowKey));
            var kept = Vector256.GreaterThanOrEqual(bits, Vector256.Create(threshold)).AsSingle();
            (Lanes.Load(row + i, width - i) * scale & kept).Store(row + i, width - i);
        }
    }

    // "lowbias32" by C. Wellons.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Mix(Vector256<uint> x)
    {
        x = (x ^ (x >>> 16)) * 0x7feb352du;
        x = (x ^ (x >>> 15)) * 0x846ca68bu;
        return x ^ (x >>> 16);
    }
}
