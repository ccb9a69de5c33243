using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GptTrainer.Engine;

/// <summary>
/// Copies parts of matrices into the order in which <see cref="MicroKernel"/> reads them: panels of 6 rows of the left
/// and of 16 columns of the right matrix, filled up with zeros.
/// </summary>
internal static unsafe class Packing
{
    private const int Lanes = 8;

    /// <summary>Elements that the packed rows take, with room for the last vector that is stored over its end.</summary>
    public static long LeftLength(int rows, int depth) => (long)RoundUp(rows, MicroKernel.Rows) * depth + Lanes;

    /// <summary>Elements that the packed columns take.</summary>
    public static long RightLength(int columns, int depth) => (long)RoundUp(columns, MicroKernel.Columns) * depth;

    public static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    /// <param name="a">(rows, depth)</param>
    /// <param name="rows">Any number.</param>
    /// <param name="depth">K</param>
    /// <param name="target">(rows / 6, K, 6)</param>
    public static void Left(in Matrix a, int rows, int depth, float* target)
    {
        for (var row = 0; row < rows; row += MicroKernel.Rows)
        {
            var height = Math.Min(MicroKernel.Rows, rows - row);
            if (height == MicroKernel.Rows && a.ColumnStride == 1) TransposeSix(a.Data + row * a.RowStride, a.RowStride, depth, target);
            else if (height == MicroKernel.Rows) CopySix(a.Data + row, a.ColumnStride, depth, target);
            else Gather(a.From(row, 0).Transposed, depth, height, MicroKernel.Rows, target);
            target += (long)MicroKernel.Rows * depth;
        }
    }

    /// <param name="b">(depth, columns)</param>
    /// <param name="depth">K</param>
    /// <param name="columns">Any number.</param>
    /// <param name="target">(columns / 16, K, 16), aligned</param>
    public static void Right(in Matrix b, int depth, int columns, float* target)
    {
        for (var column = 0; column < columns; column += MicroKernel.Columns)
        {
            var width = Math.Min(MicroKernel.Columns, columns - column);
            var part = b.From(0, column);
            if (width < MicroKernel.Columns) Gather(part, depth, width, MicroKernel.Columns, target);
            else if (b.ColumnStride == 1) CopyRows(part, depth, target);
            else TransposeSixteen(part.Data, part.ColumnStride, depth, target);
            target += (long)MicroKernel.Columns * depth;
        }
    }

    private static void CopyRows(in Matrix part, int depth, float* target)
    {
        var source = part.Data;
        for (var k = 0; k < depth; k++)
        {
            Vector256.Load(source).Store(target);
            Vector256.Load(source + Lanes).Store(target + Lanes);
            source = source + part.RowStride;
            target = target + MicroKernel.Columns;
        }
    }

    private static void CopySix(float* source, long stride, int depth, float* target)
    {
        for (var k = 0; k < depth; k++)
        {
            Vector128.Load(source).Store(target);
            *(long*)(target + 4) = *(long*)(source + 4);
            source = source + stride;
            target = target + MicroKernel.Rows;
        }
    }

    /// <summary>The general way: (depth, width) to rows of <paramref name="padded"/>.</summary>
    private static void Gather(in Matrix part, int depth, int width, int padded, float* target)
    {
        for (var k = 0; k < depth; k++, target += padded)
        {
            var source = part.Data + k * part.RowStride;
            for (var i = 0; i < width; i++) target[i] = source[i * part.ColumnStride];
            for (var i = width; i < padded; i++) target[i] = 0;
        }
    }

    private static void TransposeSix(float* source, long stride, int depth, float* target)
    {
        var k = 0;
        if (Avx.IsSupported)
        {
            for (; k <= depth - Lanes; k += Lanes, target += Lanes * MicroKernel.Rows)
            {
                // Two lanes too many are stored each time; what follows is written over them.
                Transpose(source + k, stride, 6, target, MicroKernel.Rows);
            }
        }
        Gather(new Matrix(source + k, 1, stride), depth - k, MicroKernel.Rows, MicroKernel.Rows, target);
    }

    private static void TransposeSixteen(float* source, long stride, int depth, float* target)
    {
        var k = 0;
        if (Avx.IsSupported)
        {
            for (; k <= depth - Lanes; k += Lanes, target += Lanes * MicroKernel.Columns)
            {
                Transpose(source + k, stride, Lanes, target, MicroKernel.Columns);
                Transpose(source + Lanes * stride + k, stride, Lanes, target + Lanes, MicroKernel.Columns);
            }
        }
        Gather(new Matrix(source + k, 1, stride), depth - k, MicroKernel.Columns, MicroKernel.Columns, target);
    }

    /// <summary>Stores the columns of an 8 x 8 block as rows; rows of the source past <paramref name="rows"/> are not read.</summary>
    private static void Transpose(float* source, long stride, int rows, float* target, int targetStride)
    {
        var (r0, r1) = (Vector256.Load(source), Vector256.Load(source + stride));
        var (r2, r3) = (Vector256.Load(source + 2 * stride), Vector256.Load(source + 3 * stride));
        var (r4, r5) = (Vector256.Load(source + 4 * stride), Vector256.Load(source + 5 * stride));
        var (r6, r7) = rows == Lanes ? (Vector256.Load(source + 6 * stride), Vector256.Load(source + 7 * stride)) : (r5, r5);
        var (a0, a1, a2, a3) = (Avx.UnpackLow(r0, r1), Avx.UnpackHigh(r0, r1), Avx.UnpackLow(r2, r3), Avx.UnpackHigh(r2, r3));
        var (a4, a5, a6, a7) = (Avx.UnpackLow(r4, r5), Avx.UnpackHigh(r4, r5), Avx.UnpackLow(r6, r7), Avx.UnpackHigh(r6, r7));
        var (b0, b1, b2, b3) = (Avx.Shuffle(a0, a2, 0x44), Avx.Shuffle(a0, a2, 0xEE), Avx.Shuffle(a1, a3, 0x44), Avx.Shuffle(a1, a3, 0xEE));
        var (b4, b5, b6, b7) = (Avx.Shuffle(a4, a6, 0x44), Avx.Shuffle(a4, a6, 0xEE), Avx.Shuffle(a5, a7, 0x44), Avx.Shuffle(a5, a7, 0xEE));
        Avx.Permute2x128(b0, b4, 0x20).Store(target);
        Avx.Permute2x128(b1, b5, 0x20).Store(target + targetStride);
        Avx.Permute2x128(b2, b6, 0x20).Store(target + 2 * targetStride);
        Avx.Permute2x128(b3, b7, 0x20).Store(target + 3 * targetStride);
        Avx.Permute2x128(b0, b4, 0x31).Store(target + 4 * targetStride);
        Avx.Permute2x128(b1, b5, 0x31).Store(target + 5 * targetStride);
        Avx.Permute2x128(b2, b6, 0x31).Store(target + 6 * targetStride);
        Avx.Permute2x128(b3, b7, 0x31).Store(target + 7 * targetStride);
    }
}
