using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GptTrainer.Engine;

/// <summary>
/// GELU in GPT-2's approximation, x / 2 (1 + tanh u) with u = sqrt(2 / pi) (x + 0.044715 x^3) (Hendrycks and Gimpel,
/// 2016), computed as x sigmoid(2 u), which is the same.
/// </summary>
/// <param name="width">F</param>
internal sealed unsafe class Gelu(int width) : IActivation
{
    private const float TwoRootTwoOverPi = 1.5957691216f;
    private const float Cubic = 0.044715f;

    public void Forward(Worker worker, float* x, float* y, int rows)
    {
        foreach (var row in worker.Split(rows))
        {
            var offset = (long)row * width;
            for (var i = 0; i < width; i += Lanes.Count)
            {
                var value = Lanes.Load(x + offset + i, width - i);
                (value * Gate(value)).Store(y + offset + i, width - i);
            }
        }
    }

    public void Backward(Worker worker, float* x, float* yGradient, float* xGradient, int rows)
    {
        foreach (var row in worker.Split(rows))
        {
            var offset = (long)row * width;
            for (var i = 0; i < width; i += Lanes.Count)
            {
                var value = Lanes.Load(x + offset + i, width - i);
                var gate = Gate(value);
                var slope = Vector256.FusedMultiplyAdd(value * value, Vector256.Create(3 * Cubic), Vector256<float>.One) * TwoRootTwoOverPi;
                var derivative = gate + value * gate * (Vector256<float>.One - gate) * slope;
                (Lanes.Load(yGradient + offset + i, width - i) * derivative).Store(xGradient + offset + i, width - i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Gate(Vector256<float> x) =>
        VectorMath.Sigmoid(Vector256.FusedMultiplyAdd(x * x, x * Cubic, x) * TwoRootTwoOverPi);
}
