using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GptTrainer.Engine;

/// <summary>Loads and stores of eight elements that also serve the last few of a row.</summary>
/// <remarks>With masks where there are any: a call in a loop, even one hardly taken, keeps its vectors on the stack.</remarks>
internal static unsafe class Lanes
{
    public const int Count = 8;

    /// <summary>Up to eight elements; the lanes past <paramref name="remaining"/> hold <paramref name="fill"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source, int remaining, float fill = 0) =>
        remaining >= Count ? Vector256.Load(source)
        : Avx.IsSupported ? Vector256.ConditionalSelect(First(remaining), Avx.MaskLoad(source, First(remaining)), Vector256.Create(fill))
        : LoadSome(source, remaining, fill);

    /// <summary>Stores the first <paramref name="remaining"/> lanes, at most eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(this Vector256<float> value, float* target, int remaining)
    {
        if (remaining >= Count) value.Store(target);
        else if (Avx.IsSupported) Avx.MaskStore(target, First(remaining), value);
        else StoreSome(value, target, remaining);
    }

    /// <summary>All bits set in the first <paramref name="count"/> lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> First(int count) =>
        Vector256.LessThan(Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7), Vector256.Create(count)).AsSingle();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<float> LoadSome(float* source, int remaining, float fill)
    {
        var some = stackalloc float[Count];
        for (var i = 0; i < Count; i++) some[i] = i < remaining ? source[i] : fill;
        return Vector256.Load(some);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreSome(Vector256<float> value, float* target, int remaining)
    {
        for (var i = 0; i < remaining; i++) target[i] = value[i];
    }
}
