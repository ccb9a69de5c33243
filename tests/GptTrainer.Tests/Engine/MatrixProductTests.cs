using GptTrainer.Engine;

namespace GptTrainer.Tests.Engine;

public sealed unsafe class MatrixProductTests
{
    public static TheoryData<int, int, int, bool, bool> Sizes => new()
    {
        { 1, 1, 1, false, false },
        { 6, 16, 8, false, false },
        { 7, 17, 9, true, false },
        { 50, 33, 700, false, true },
        { 131, 1030, 21, true, true },
        { 13, 40, 4500, false, false },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Products_are_right_for_every_size_and_layout(int rows, int columns, int depth, bool leftTransposed, bool rightTransposed)
    {
        var (left, right, bias) = (Values(rows * depth, 1), Values(depth * columns, 2), Values(columns, 3));
        var (plain, accumulated) = (new float[rows * columns], Values(rows * columns, 4));
        var before = (float[])accumulated.Clone();
        using var team = new WorkerTeam(3);
        fixed (float* a = left, b = right, c = plain, d = accumulated, e = bias)
        {
            var (pa, pb, pc, pd, pe) = ((nint)a, (nint)b, (nint)c, (nint)d, (nint)e);
            team.Run(worker =>
            {
                var x = leftTransposed ? Matrix.RowMajor((float*)pa, rows).Transposed : Matrix.RowMajor((float*)pa, depth);
                var y = rightTransposed ? Matrix.RowMajor((float*)pb, depth).Transposed : Matrix.RowMajor((float*)pb, columns);
                MatrixProduct.Multiply(worker, x, y, Matrix.RowMajor((float*)pc, columns), new(rows, columns, depth), (float*)pe);
                MatrixProduct.Multiply(worker, x, y, Matrix.RowMajor((float*)pd, columns), new(rows, columns, depth), accumulate: true);
            });
        }
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < depth; k++)
                    sum += (double)left[leftTransposed ? k * rows + i : i * depth + k] * right[rightTransposed ? j * depth + k : k * columns + j];
                Assert.Equal(sum + bias[j], plain[i * columns + j], 1e-4 * Math.Sqrt(depth));
                Assert.Equal(sum + before[i * columns + j], accumulated[i * columns + j], 1e-4 * Math.Sqrt(depth));
            }
        }
    }

    private static float[] Values(int count, int seed) =>
        [.. Enumerable.Range(0, count).Select(i => MathF.Sin(i * 0.731f + seed * 1.7f))];
}
