namespace GptTrainer.Engine;

/// <summary>The product of a small matrix and packed columns, by one worker alone.</summary>
internal static unsafe class PackedProduct
{
    // As many rows of A as stay in the second-level cache.
    private const int DepthBlock = 320;

    /// <param name="worker">The caller, whose <see cref="Scratch.PackedLeft"/> is used.</param>
    /// <param name="a">(M, K)</param>
    /// <param name="panels">Columns as <see cref="Packing.Right"/> packs them.</param>
    /// <param name="c">(M, N)</param>
    /// <param name="size">M, N and K.</param>
    /// <param name="panelDepth">Rows that were packed, at least K.</param>
    /// <param name="accumulate">Whether the products are added to what C holds.</param>
    public static void Multiply(Worker worker, in Matrix a, float* panels, in Matrix c, ProductSize size, int panelDepth, bool accumulate = false)
    {
        var left = worker.Reserve(Scratch.PackedLeft, Packing.LeftLength(size.Rows, DepthBlock));
        for (var first = 0; first < size.Depth; first += DepthBlock)
        {
            var depth = Math.Min(DepthBlock, size.Depth - first);
            Packing.Left(a.From(0, first), size.Rows, depth, left);
            var origin = first > 0 || accumulate ? TileOrigin.Of(c) : default;
            for (var column = 0; column < size.Columns; column += MicroKernel.Columns)
            {
                var panel = panels + (long)column * panelDepth + (long)first * MicroKernel.Columns;
                PanelProduct.Multiply(depth, left, panel, c.From(0, column), origin.From(column), size.Rows, size.Columns - column);
            }
        }
    }
}
