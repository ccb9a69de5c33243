namespace GptTrainer.Engine;

/// <summary>Gradients on their way through a block; one set serves all blocks.</summary>
internal sealed unsafe class BlockGradients(BlockShape shape, int tokens) : IDisposable
{
    private readonly NativeBuffer stream = new((long)tokens * shape.Width);
    private readonly NativeBuffer branch = new((long)tokens * shape.Width);
    private readonly NativeBuffer attention = new((long)tokens * shape.Attention.InputWidth);
    private readonly NativeBuffer expanded = new((long)tokens * shape.Expanded);
    private readonly NativeBuffer activated = new((long)tokens * shape.Intermediate);

    /// <summary>(N, C): of the residual stream</summary>
    public float* Stream => stream.Data;

    /// <summary>(N, C): of a branch's input or output</summary>
    public float* Branch => branch.Data;

    /// <summary>(N, (H + 2 G) D)</summary>
    public float* Attention => attention.Data;

    /// <summary>(N, U)</summary>
    public float* Expanded => expanded.Data;

    /// <summary>(N, F)</summary>
    public float* Activated => activated.Data;

    public void Dispose()
    {
        foreach (var buffer in (NativeBuffer[])[stream, branch, attention, expanded, activated]) buffer.Dispose();
    }
}
