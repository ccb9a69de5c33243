using System.Runtime.InteropServices;
using GptTrainer.Engine;
using GptTrainer.Models;
using GptTrainer.Training;
using static TorchSharp.torch;

namespace GptTrainer.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class AdamWTests
{
    private static readonly AdamWOptions Options = new() { Beta1 = 0.9, Beta2 = 0.99, WeightDecay = 0.1 };

    // Longer than one chunk and no multiple of any vector's width.
    private static readonly ParameterSpec[] Parameters = [new("matrix", [333, 301], 0.02), new("gain", [777], 0, 1)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Vectors_and_threads_give_the_bits_of_a_plain_loop(int threads)
    {
        using var buffer = NewBuffer();
        using var team = new WorkerTeam(threads);
        using var optimizer = new AdamW(buffer, Options, team);
        var expected = Floats(buffer.Values).ToArray();
        var (means, squares) = (new float[expected.Length], new float[expected.Length]);
        for (var step = 1; step <= 3; step++)
        {
            FillGradients(buffer, step);
            PlainStep(AdamWCoefficients.Of(Options, step, 1e-2, 0.7), expected, Floats(buffer.Gradients), means, squares, buffer.DecayedLength);
            optimizer.Step(step, 1e-2, 0.7);
        }
        Assert.Equal(expected, Floats(buffer.Values).ToArray());
        Assert.Equal(means, Floats(optimizer.FirstMoment).ToArray());
        Assert.Equal(squares, Floats(optimizer.SecondMoment).ToArray());
        Assert.Equal(0, Floats(buffer.Gradients).ToArray().Count(gradient => gradient != 0));
    }

    [Fact]
    public void Ten_steps_agree_with_torch()
    {
        using var scope = NewDisposeScope();
        using var buffer = NewBuffer();
        using var team = new WorkerTeam(2);
        using var optimizer = new AdamW(buffer, Options, team);
        var matrix = new TorchSharp.Modules.Parameter(buffer["matrix"].detach().clone());
        var gain = new TorchSharp.Modules.Parameter(buffer["gain"].detach().clone());
        using var decayed = optim.AdamW([matrix], 1e-2, 0.9, 0.99, 1e-8, weight_decay: 0.1);
        using var plain = optim.AdamW([gain], 1e-2, 0.9, 0.99, 1e-8, weight_decay: 0);
        for (var step = 1; step <= 10; step++)
        {
            FillGradients(buffer, step);
            matrix.grad = buffer["matrix"].grad!.clone();
            gain.grad = buffer["gain"].grad!.clone();
            decayed.step();
            plain.step();
            optimizer.Step(step, 1e-2, 1);
        }
        Assert.InRange((matrix - buffer["matrix"]).abs().max().item<float>(), 0, 1e-6);
        Assert.InRange((gain - buffer["gain"]).abs().max().item<float>(), 0, 1e-6);
    }

    [Fact]
    public void The_gradient_norm_does_not_depend_on_threads_and_is_right()
    {
        using var buffer = NewBuffer();
        FillGradients(buffer, 1);
        using var alone = new WorkerTeam(1);
        using var together = new WorkerTeam(4);
        using var one = new AdamW(buffer, Options, alone);
        using var four = new AdamW(buffer, Options, together);
        Assert.Equal(one.GradientNorm(), four.GradientNorm());
        var expected = Math.Sqrt(Floats(buffer.Gradients).ToArray().Sum(gradient => (double)gradient * gradient));
        Assert.Equal(expected, one.GradientNorm(), 1e-9 * expected);
    }

    private static ParameterBuffer NewBuffer()
    {
        var buffer = new ParameterBuffer(Parameters);
        buffer.Initialize(5);
        return buffer;
    }

    private static void FillGradients(ParameterBuffer buffer, int step)
    {
        var gradients = Floats(buffer.Gradients);
        foreach (var parameter in Parameters)
        {
            var start = (int)buffer.OffsetOf(parameter.Name);
            for (var i = 0; i < parameter.Elements; i++) gradients[start + i] = MathF.Sin(i * 0.37f + step) * 0.1f;
        }
    }

    private static void PlainStep(
        AdamWCoefficients c, float[] values, ReadOnlySpan<float> gradients, float[] means, float[] squares, long decayedLength)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var gradient = gradients[i] * c.GradientScale;
            means[i] = means[i] * c.Beta1 + gradient * (1 - c.Beta1);
            squares[i] = squares[i] * c.Beta2 + gradient * gradient * (1 - c.Beta2);
            var kept = values[i] * (i < decayedLength ? c.Decay : 1);
            values[i] = kept - c.StepSize * means[i] / (MathF.Sqrt(squares[i]) * c.InverseRootCorrection + c.Epsilon);
        }
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
