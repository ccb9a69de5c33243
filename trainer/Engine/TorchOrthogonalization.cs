using static TorchSharp.torch;

namespace GptTrainer.Engine;

/// <summary>What <see cref="Orthogonalization"/> does, in tensor operations.</summary>
internal static class TorchOrthogonalization
{
    /// <param name="x">float32 (rows, columns)</param>
    /// <param name="rows">Of x.</param>
    /// <param name="columns">Of x.</param>
    /// <returns>float32 (rows, columns): the nearest orthogonal matrix, nearly.</returns>
    public static Tensor Of(Tensor x, int rows, int columns)
    {
        x = x / (x.norm() + Orthogonalization.Epsilon);
        // The smaller of the two products of x with itself.
        if (rows > columns) x = x.t();
        for (var i = 0; i < Orthogonalization.Iterations; i++)
        {
            var gram = x.mm(x.t());
            x = (gram * Orthogonalization.Cubic + gram.mm(gram) * Orthogonalization.Quintic).mm(x) + x * Orthogonalization.Linear;
        }
        return rows > columns ? x.t() : x;
    }
}
