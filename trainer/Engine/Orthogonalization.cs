using System.Runtime.Intrinsics;

namespace GptTrainer.Engine;

/// <summary>
/// The nearest orthogonal matrix, nearly: five Newton-Schulz iterations with Muon's coefficients, which bring every
/// singular value to about 1 (Jordan et al., 2024).
/// </summary>
internal sealed unsafe class Orthogonalization : IDisposable
{
    public const int Iterations = 5;
    public const float Linear = 3.4445f;
    public const float Cubic = -4.7750f;
    public const float Quintic = 2.0315f;
    public const float Epsilon = 1e-7f;
    private readonly NativeBuffer other = new();
    private readonly NativeBuffer gram = new();
    private readonly NativeBuffer square = new();
    private readonly NativeBuffer sums = new();

    /// <summary>Makes x orthogonal in place; to be called by every worker of a team with the same arguments.</summary>
    /// <param name="worker">The caller.</param>
    /// <param name="x">(rows, columns), one row after another</param>
    /// <param name="rows">Of x.</param>
    /// <param name="columns">Of x.</param>
    public void Run(Worker worker, float* x, int rows, int columns)
    {
        var size = Math.Min(rows, columns);
        var wide = rows <= columns;
        var spare = other.Reserve((long)rows * columns);
        var products = gram.Reserve((long)size * size);
        var squares = square.Reserve((long)size * size);
        Normalize(worker, x, rows, columns);
        for (var i = 0; i < Iterations; i++)
        {
            var from = Matrix.RowMajor(i % 2 == 0 ? x : spare, columns);
            var to = Matrix.RowMajor(i % 2 == 0 ? spare : x, columns);
            var (left, right) = wide ? (from, from.Transposed) : (from.Transposed, from);
            var symmetric = Matrix.RowMajor(products, size);
            MatrixProduct.Multiply(worker, left, right, symmetric, new(size, size, Math.Max(rows, columns)));
            MatrixProduct.Multiply(worker, symmetric, symmetric, Matrix.RowMajor(squares, size), new(size, size, size));
            Polynomial(worker, products, squares, size);
            if (wide) MatrixProduct.Multiply(worker, symmetric, from, to, new(rows, columns, size));
            else MatrixProduct.Multiply(worker, from, symmetric, to, new(rows, columns, size));
        }
        // Five is odd: the last result lies in the spare memory.
        foreach (var row in worker.Split(rows))
            new ReadOnlySpan<float>(spare + (long)row * columns, columns).CopyTo(new Span<float>(x + (long)row * columns, columns));
    }

    public void Dispose()
    {
        foreach (var buffer in (NativeBuffer[])[other, gram, square, sums]) buffer.Dispose();
    }

    private void Normalize(Worker worker, float* x, int rows, int columns)
    {
        var squares = sums.Reserve(rows);
        foreach (var row in worker.Split(rows))
        {
            var sum = Vector256<float>.Zero;
            for (var i = 0; i < columns; i += Lanes.Count)
            {
                var value = Lanes.Load(x + (long)row * columns + i, columns - i);
                sum = Vector256.FusedMultiplyAdd(value, value, sum);
            }
            squares[row] = VectorMath.Sum(sum);
        }
        var total = 0.0;
        for (var row = 0; row < rows; row++) total += squares[row];
        var scale = (float)(1 / (Math.Sqrt(total) + Epsilon));
        foreach (var row in worker.Split(rows))
        {
            for (var i = 0; i < columns; i += Lanes.Count)
                (Lanes.Load(x + (long)row * columns + i, columns - i) * scale).Store(x + (long)row * columns + i, columns - i);
        }
    }

    /// <summary>a I + b G + c G G, over G.</summary>
    private static void Polynomial(Worker worker, float* products, float* squares, int size)
    {
        foreach (var row in worker.Split(size))
        {
            var offset = (long)row * size;
            for (var i = 0; i < size; i += Lanes.Count)
                (Lanes.Load(products + offset + i, size - i) * Cubic + Lanes.Load(squares + offset + i, size - i) * Quintic).Store(products + offset + i, size - i);
            products[offset + row] += Linear;
        }
    }
}
