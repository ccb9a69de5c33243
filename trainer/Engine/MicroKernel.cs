using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GptTrainer.Engine;

/// <summary>
/// The innermost loop of a matrix product: a tile of 6 x 16 elements, whose sums stay in 12 of the 16 vector registers
/// that every processor with 256-bit vectors has (Van Zee and van de Geijn, "BLIS", 2015).
/// </summary>
internal static unsafe class MicroKernel
{
    public const int Rows = 6;
    public const int Columns = 16;

    /// <summary>c = source + a b for one tile.</summary>
    /// <param name="depth">K, terms in each sum</param>
    /// <param name="a">float32 (K, 6), packed</param>
    /// <param name="b">float32 (K, 16), packed and aligned</param>
    /// <param name="c">float32 (6, 16), with rows <paramref name="stride"/> apart</param>
    /// <param name="stride">Elements between the tile's rows.</param>
    /// <param name="source">What the products are added to, laid out as <paramref name="c"/>; null for nothing.</param>
    /// <param name="sourceStride">Elements between the source's rows; 0 repeats one row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(nint depth, float* a, float* b, float* c, nint stride, float* source, nint sourceStride)
    {
        if (Sse.IsSupported)
        {
            for (nint row = 0; row < Rows; row++) Sse.Prefetch0(c + row * stride);
        }
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        for (; depth > 0; depth--)
        {
            var (b0, b1) = (Vector256.LoadAligned(b), Vector256.LoadAligned(b + 8));
            var x = Vector256.Create(*a);
            c00 = Vector256.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector256.FusedMultiplyAdd(x, b1, c01);
            x = Vector256.Create(a[1]);
            c10 = Vector256.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector256.FusedMultiplyAdd(x, b1, c11);
            x = Vector256.Create(a[2]);
            c20 = Vector256.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector256.FusedMultiplyAdd(x, b1, c21);
            x = Vector256.Create(a[3]);
            c30 = Vector256.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector256.FusedMultiplyAdd(x, b1, c31);
            x = Vector256.Create(a[4]);
            c40 = Vector256.FusedMultiplyAdd(x, b0, c40);
            c41 = Vector256.FusedMultiplyAdd(x, b1, c41);
            x = Vector256.Create(a[5]);
            c50 = Vector256.FusedMultiplyAdd(x, b0, c50);
            c51 = Vector256.FusedMultiplyAdd(x, b1, c51);
            a = a + Rows;
            b = b + Columns;
        }
        // No call may stand after the loop: the sums would be kept on the stack across it, and stored there each turn.
        if (source != null)
        {
            c00 += Vector256.Load(source);
            c01 += Vector256.Load(source + 8);
            source += sourceStride;
            c10 += Vector256.Load(source);
            c11 += Vector256.Load(source + 8);
            source += sourceStride;
            c20 += Vector256.Load(source);
            c21 += Vector256.Load(source + 8);
            source += sourceStride;
            c30 += Vector256.Load(source);
            c31 += Vector256.Load(source + 8);
            source += sourceStride;
            c40 += Vector256.Load(source);
            c41 += Vector256.Load(source + 8);
            source += sourceStride;
            c50 += Vector256.Load(source);
            c51 += Vector256.Load(source + 8);
        }
        c00.Store(c);
        c01.Store(c + 8);
        c += stride;
        c10.Store(c);
        c11.Store(c + 8);
        c += stride;
        c20.Store(c);
        c21.Store(c + 8);
        c += stride;
        c30.Store(c);
        c31.Store(c + 8);
        c += stride;
        c40.Store(c);
        c41.Store(c + 8);
        c += stride;
        c50.Store(c);
        c51.Store(c + 8);
    }
}
