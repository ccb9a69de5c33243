namespace GptTrainer.Engine;

/// <summary>What the products of a tile are added to.</summary>
/// <param name="data">Element (0, 0); null for nothing.</param>
/// <param name="stride">Elements from one row to the next; 0 repeats one row.</param>
internal readonly unsafe struct TileOrigin(float* data, long stride)
{
    public float* Data => data;

    public long Stride => stride;

    /// <summary>What the target holds.</summary>
    public static TileOrigin Of(in Matrix c) => new(c.Data, c.RowStride);

    /// <summary>The same row for every row, or nothing.</summary>
    public static TileOrigin Row(float* bias) => new(bias, 0);

    /// <summary>The part that begins at a column.</summary>
    public TileOrigin From(int column) => data == null ? this : new(data + column, stride);

    /// <summary>The part that begins at a row.</summary>
    public TileOrigin Down(int row) => data == null ? this : new(data + row * stride, stride);
}
