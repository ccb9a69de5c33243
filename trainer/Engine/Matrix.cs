namespace GptTrainer.Engine;

/// <summary>A float32 matrix in memory that belongs to someone else; one of its strides is 1.</summary>
/// <param name="data">Element (0, 0).</param>
/// <param name="rowStride">Elements from one row to the next.</param>
/// <param name="columnStride">Elements from one column to the next.</param>
internal readonly unsafe struct Matrix(float* data, long rowStride, long columnStride)
{
    public float* Data => data;

    public long RowStride => rowStride;

    public long ColumnStride => columnStride;

    public Matrix Transposed => new(data, columnStride, rowStride);

    /// <summary>Rows that lie one after another.</summary>
    public static Matrix RowMajor(float* data, long stride) => new(data, stride, 1);

    /// <summary>The part that begins at an element.</summary>
    public Matrix From(long row, long column) => new(data + row * rowStride + column * columnStride, rowStride, columnStride);
}
