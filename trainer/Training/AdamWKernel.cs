using System.Numerics;
using System.Runtime.Intrinsics;

namespace GptTrainer.Training;

/// <summary>The arithmetic of an update over a run of elements, as wide as the processor allows.</summary>
internal static unsafe class AdamWKernel
{
    /// <summary>
    /// Updates <paramref name="length"/> elements and zeroes their gradients. Every element is computed by the same
    /// operations whatever the vectors' width, so results are equal to the bit between processors.
    /// </summary>
    public static void Update(
        in AdamWCoefficients c, float decay, float* values, float* gradients, float* means, float* squares, int length)
    {
        var i = 0;
        var (scale, beta1, beta2) = (new Vector<float>(c.GradientScale), new Vector<float>(c.Beta1), new Vector<float>(c.Beta2));
        var (rest1, rest2) = (new Vector<float>(1 - c.Beta1), new Vector<float>(1 - c.Beta2));
        var (keep, size) = (new Vector<float>(decay), new Vector<float>(c.StepSize));
        var (correction, epsilon) = (new Vector<float>(c.InverseRootCorrection), new Vector<float>(c.Epsilon));
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var gradient = Vector.Load(gradients + i) * scale;
            var mean = Vector.Load(means + i) * beta1 + gradient * rest1;
            var square = Vector.Load(squares + i) * beta2 + gradient * gradient * rest2;
            var value = Vector.Load(values + i) * keep - size * mean / (Vector.SquareRoot(square) * correction + epsilon);
            Vector.Store(mean, means + i);
            Vector.Store(square, squares + i);
            Vector.Store(value, values + i);
            Vector.Store(Vector<float>.Zero, gradients + i);
        }
        for (; i < length; i++)
        {
            var gradient = gradients[i] * c.GradientScale;
            means[i] = means[i] * c.Beta1 + gradient * (1 - c.Beta1);
            squares[i] = squares[i] * c.Beta2 + gradient * gradient * (1 - c.Beta2);
            values[i] = values[i] * decay - c.StepSize * means[i] / (MathF.Sqrt(squares[i]) * c.InverseRootCorrection + c.Epsilon);
            gradients[i] = 0;
        }
    }

    /// <summary>
    /// The sum of squares in double precision: a float's square cannot overflow it. Four lanes whatever the processor,
    /// because the order of a sum shows in its last bits.
    /// </summary>
    public static double SquaredSum(float* gradients, int length)
    {
        var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i <= length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var (first, second) = Vector256.Widen(Vector256.Load(gradients + i));
            low += first * first;
            high += second * second;
        }
        var sum = Vector256.Sum(low + high);
        for (; i < length; i++) sum += (double)gradients[i] * gradients[i];
        return sum;
    }
}
