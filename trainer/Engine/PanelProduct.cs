namespace GptTrainer.Engine;

/// <summary>Packed rows times one packed panel of columns, tile by tile.</summary>
internal static unsafe class PanelProduct
{
    /// <param name="depth">K</param>
    /// <param name="left">(rows / 6, K, 6), as <see cref="Packing.Left"/> packs them</param>
    /// <param name="panel">(K, 16), as <see cref="Packing.Right"/> packs it</param>
    /// <param name="c">(rows, columns)</param>
    /// <param name="origin">What the products are added to, as large as <paramref name="c"/>.</param>
    /// <param name="rows">Any number.</param>
    /// <param name="columns">16 of them are computed, or as many as there are.</param>
    /// <param name="next">Fetched meanwhile.</param>
    public static void Multiply(int depth, float* left, float* panel, in Matrix c, TileOrigin origin, int rows, int columns, PanelPrefetch next = default)
    {
        var shares = (rows + MicroKernel.Rows - 1) / MicroKernel.Rows;
        for (var row = 0; row < rows; row += MicroKernel.Rows)
        {
            next.Fetch(shares);
            var (target, source) = (c.From(row, 0), origin.Down(row));
            if (rows - row >= MicroKernel.Rows && columns >= MicroKernel.Columns)
                MicroKernel.Multiply(depth, left, panel, target.Data, (nint)c.RowStride, source.Data, (nint)source.Stride);
            else
                Edge(depth, left, panel, target, source, Math.Min(rows - row, MicroKernel.Rows), Math.Min(columns, MicroKernel.Columns));
            left += (long)MicroKernel.Rows * depth;
        }
    }

    // A whole tile is computed aside and the part that exists is copied.
    private static void Edge(int depth, float* left, float* panel, in Matrix c, TileOrigin origin, int rows, int columns)
    {
        var whole = stackalloc float[MicroKernel.Rows * MicroKernel.Columns];
        MicroKernel.Multiply(depth, left, panel, whole, MicroKernel.Columns, null, 0);
        for (var row = 0; row < rows; row++)
        {
            float* target = c.From(row, 0).Data, source = origin.Down(row).Data;
            for (var column = 0; column < columns; column++)
                target[column] = whole[row * MicroKernel.Columns + column] + (source == null ? 0 : source[column]);
        }
    }
}
