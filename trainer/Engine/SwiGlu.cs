using System.Runtime.Intrinsics;

namespace GptTrainer.Engine;

/// <summary>SwiGLU (Shazeer, 2020): g sigmoid(g) u, where each row holds g and then u.</summary>
/// <param name="width">F; U is 2 F</param>
internal sealed unsafe class SwiGlu(int width) : IActivation
{
    public void Forward(Worker worker, float* x, float* y, int rows)
    {
        foreach (var row in worker.Split(rows))
        {
            var gates = x + 2L * row * width;
            var values = x + (2L * row + 1) * width;
            var target = y + (long)row * width;
            for (var i = 0; i < width; i += Lanes.Count)
            {
                var gate = Lanes.Load(gates + i, width - i);
                (gate * VectorMath.Sigmoid(gate) * Lanes.Load(values + i, width - i)).Store(target + i, width - i);
            }
        }
    }

    public void Backward(Worker worker, float* x, float* yGradient, float* xGradient, int rows)
    {
        foreach (var row in worker.Split(rows))
        {
            var gates = x + 2L * row * width;
            var values = x + (2L * row + 1) * width;
            var gateGradients = xGradient + 2L * row * width;
            var valueGradients = xGradient + (2L * row + 1) * width;
            for (var i = 0; i < width; i += Lanes.Count)
            {
                var (gate, gradient) = (Lanes.Load(gates + i, width - i), Lanes.Load(yGradient + (long)row * width + i, width - i));
                var sigmoid = VectorMath.Sigmoid(gate);
                var derivative = sigmoid * Vector256.FusedMultiplyAdd(gate, Vector256<float>.One - sigmoid, Vector256<float>.One);
                (gradient * Lanes.Load(values + i, width - i) * derivative).Store(gateGradients + i, width - i);
                (gradient * gate * sigmoid).Store(valueGradients + i, width - i);
            }
        }
    }
}
