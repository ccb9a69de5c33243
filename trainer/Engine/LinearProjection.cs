using System.Runtime.Intrinsics;

namespace GptTrainer.Engine;

/// <summary>y = x W + b and its gradients, which are added to.</summary>
internal sealed unsafe class LinearProjection
{
    private const int ColumnsPerItem = 64;
    private readonly Matrix weight;
    private readonly float* bias;
    private readonly float* weightGradient;
    private readonly float* biasGradient;
    private readonly bool inputMajor;

    /// <param name="parameters">Where the weight and its gradient lie.</param>
    /// <param name="inputMajor">Whether W is stored (in, out), as GPT-2 does, or (out, in), as Llama does.</param>
    public LinearProjection(ParameterMemory parameters, string name, int inputs, int outputs, bool inputMajor)
    {
        (Inputs, Outputs, this.inputMajor) = (inputs, outputs, inputMajor);
        var stored = Matrix.RowMajor(parameters.Value($"{name}.weight"), inputMajor ? outputs : inputs);
        weight = inputMajor ? stored : stored.Transposed;
        weightGradient = parameters.Gradient($"{name}.weight");
        bias = parameters.Value($"{name}.bias");
        biasGradient = parameters.Gradient($"{name}.bias");
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <param name="worker">The caller; all of its team call with the same arguments.</param>
    /// <param name="x">(N, in)</param>
    /// <param name="y">(N, out)</param>
    /// <param name="rows">N</param>
    public void Forward(Worker worker, in Matrix x, in Matrix y, int rows) =>
        MatrixProduct.Multiply(worker, x, weight, y, new(rows, Outputs, Inputs), bias);

    /// <param name="worker">The caller; all of its team call with the same arguments.</param>
    /// <param name="x">(N, in), as in the forward pass</param>
    /// <param name="yGradient">(N, out)</param>
    /// <param name="xGradient">(N, in)</param>
    /// <param name="rows">N</param>
    /// <param name="accumulate">Whether <paramref name="xGradient"/> is added to; else it is overwritten.</param>
    public void Backward(Worker worker, in Matrix x, in Matrix yGradient, in Matrix xGradient, int rows, bool accumulate = false)
    {
        MatrixProduct.Multiply(worker, yGradient, weight.Transposed, xGradient, new(rows, Inputs, Outputs), accumulate: accumulate);
        if (inputMajor)
            MatrixProduct.Multiply(worker, x.Transposed, yGradient, Matrix.RowMajor(weightGradient, Outputs), new(Inputs, Outputs, rows), accumulate: true);
        else
            MatrixProduct.Multiply(worker, yGradient.Transposed, x, Matrix.RowMajor(weightGradient, Inputs), new(Outputs, Inputs, rows), accumulate: true);
        if (biasGradient != null) AddColumnSums(worker, yGradient, rows);
    }

    private void AddColumnSums(Worker worker, in Matrix gradient, int rows)
    {
        foreach (var item in worker.Split((Outputs + ColumnsPerItem - 1) / ColumnsPerItem))
        {
            for (var column = item * ColumnsPerItem; column < Math.Min(Outputs, (item + 1) * ColumnsPerItem); column += Lanes.Count)
            {
                var sum = Vector256<float>.Zero;
                for (var row = 0; row < rows; row++) sum += Lanes.Load(gradient.Data + row * gradient.RowStride + column, Outputs - column);
                (Lanes.Load(biasGradient + column, Outputs - column) + sum).Store(biasGradient + column, Outputs - column);
            }
        }
    }
}
