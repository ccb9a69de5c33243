namespace GptTrainer.Engine;

/// <summary>
/// Rotary position embeddings (Su et al., 2021) in Hugging Face's layout: elements i and i + D / 2 of a head turn
/// together by position / base^(2 i / D).
/// </summary>
internal sealed unsafe class RotaryPositions : IDisposable
{
    private readonly NativeBuffer cosines;
    private readonly NativeBuffer sines;
    private readonly int headSize;

    public RotaryPositions(int contextLength, int headSize, double frequencyBase)
    {
        this.headSize = headSize;
        var half = headSize / 2;
        (cosines, sines) = (new NativeBuffer((long)contextLength * half), new NativeBuffer((long)contextLength * half));
        for (var position = 0; position < contextLength; position++)
        {
            for (var i = 0; i < half; i++)
            {
                // In float32 as the reference computes it, so that angles of far positions agree.
                var angle = position * (1f / MathF.Pow((float)frequencyBase, 2f * i / headSize));
                cosines.Data[(long)position * half + i] = MathF.Cos(angle);
                sines.Data[(long)position * half + i] = MathF.Sin(angle);
            }
        }
    }

    /// <summary>Turns the first heads of each row in place.</summary>
    /// <param name="worker">The caller; all of its team call with the same arguments.</param>
    /// <param name="x">(N, heads x D, ...)</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="heads">Heads to turn: queries and keys.</param>
    /// <param name="positions">(N)</param>
    /// <param name="rows">N</param>
    /// <param name="backwards">Whether to turn back, which is what the gradient does.</param>
    public void Turn(Worker worker, float* x, long stride, int heads, int* positions, int rows, bool backwards)
    {
        var half = headSize / 2;
        foreach (var row in worker.Split(rows))
        {
            var cosine = cosines.Data + (long)positions[row] * half;
            var sine = sines.Data + (long)positions[row] * half;
            for (var head = 0; head < heads; head++)
            {
                var first = x + row * stride + (long)head * headSize;
                for (var i = 0; i < half; i += Lanes.Count)
                {
                    var (real, imaginary) = (Lanes.Load(first + i, half - i), Lanes.Load(first + half + i, half - i));
                    var (c, s) = (Lanes.Load(cosine + i, half - i), Lanes.Load(sine + i, half - i));
                    if (backwards) s = -s;
                    (real * c - imaginary * s).Store(first + i, half - i);
                    (imaginary * c + real * s).Store(first + half + i, half - i);
                }
            }
        }
    }

    public void Dispose()
    {
        cosines.Dispose();
        sines.Dispose();
    }
}
