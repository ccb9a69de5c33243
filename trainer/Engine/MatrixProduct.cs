namespace GptTrainer.Engine;

/// <summary>
/// C = A B (+ C or a bias) by a whole team. Each element is summed over the same blocks in the same order whatever the
/// number of workers, so results are equal to the bit between teams of any size.
/// </summary>
internal sealed unsafe class MatrixProduct : IDisposable
{
    // A panel of B as deep as this takes half of a first-level cache of 32 KiB.
    private const int DepthBlock = 320;
    private const int RowBlock = 120;
    private const int ColumnBlock = 512;
    private const int TilesPerWorker = 4;
    // 16 MiB of packed columns at a time: they are read from the last-level cache, once for each block of rows.
    private const int SlabDepth = 4096;
    private const int SlabElements = 4 << 20;
    private readonly NativeBuffer packed = new();

    /// <summary>To be called by every worker of a team, with the same arguments.</summary>
    /// <param name="worker">The caller.</param>
    /// <param name="a">(M, K)</param>
    /// <param name="b">(K, N)</param>
    /// <param name="c">(M, N), rows one after another</param>
    /// <param name="size">M, N and K.</param>
    /// <param name="bias">(N), added to each row; null for none.</param>
    /// <param name="accumulate">Whether the products are added to what C holds.</param>
    public void Multiply(Worker worker, in Matrix a, in Matrix b, in Matrix c, ProductSize size, float* bias = null, bool accumulate = false)
    {
        for (var first = 0; first < size.Depth; first += SlabDepth)
        {
            var depth = Math.Min(SlabDepth, size.Depth - first);
            var slab = SlabElements / depth / ColumnBlock * ColumnBlock;
            for (var column = 0; column < size.Columns; column += slab)
            {
                var part = new ProductSize(size.Rows, Math.Min(slab, size.Columns - column), depth);
                MultiplySlab(worker, a.From(0, first), b.From(first, column), c.From(0, column), part,
                    bias == null ? null : bias + column, accumulate || first > 0);
            }
        }
    }

    public void Dispose() => packed.Dispose();

    private void MultiplySlab(Worker worker, in Matrix a, in Matrix b, in Matrix c, ProductSize size, float* bias, bool accumulate)
    {
        var (rows, columns, depth) = size;
        var panels = packed.Reserve(Packing.RightLength(columns, depth));
        // Narrow pieces: packing is bound by memory, and a team should share even a small matrix.
        const int Piece = 4 * MicroKernel.Columns;
        foreach (var piece in worker.Split((columns + Piece - 1) / Piece))
            Packing.Right(b.From(0, piece * Piece), depth, Math.Min(Piece, columns - piece * Piece), panels + (long)piece * Piece * depth);

        var (rowBlock, columnBlock) = Blocks(rows, columns, worker.TeamSize);
        var rowBlocks = (rows + rowBlock - 1) / rowBlock;
        foreach (var tile in worker.Split(rowBlocks * ((columns + columnBlock - 1) / columnBlock)))
        {
            var (row, column) = (tile % rowBlocks * rowBlock, tile / rowBlocks * columnBlock);
            var part = new ProductSize(Math.Min(rowBlock, rows - row), Math.Min(columnBlock, columns - column), depth);
            MultiplyPacked(worker, a.From(row, 0), panels + (long)column * depth, c.From(row, column), part, depth, bias == null ? null : bias + column, accumulate);
        }
    }

    /// <summary>The product of a matrix and packed columns, by the calling worker alone.</summary>
    /// <param name="worker">The caller, whose <see cref="Scratch.PackedLeft"/> is used.</param>
    /// <param name="a">(M, K)</param>
    /// <param name="panels">Columns as <see cref="Packing.Right"/> packs them.</param>
    /// <param name="c">(M, N)</param>
    /// <param name="size">M, N and K.</param>
    /// <param name="panelDepth">Rows that were packed, at least K.</param>
    /// <param name="bias">(N), or null.</param>
    /// <param name="accumulate">Whether the products are added to what C holds.</param>
    public static void MultiplyPacked(
        Worker worker, in Matrix a, float* panels, in Matrix c, ProductSize size, int panelDepth, float* bias = null, bool accumulate = false)
    {
        var blocks = (size.Depth + DepthBlock - 1) / DepthBlock;
        var block = (size.Depth + blocks - 1) / blocks;
        var left = worker.Reserve(Scratch.PackedLeft, Packing.LeftLength(size.Rows, block));
        for (var first = 0; first < size.Depth; first += block)
        {
            var depth = Math.Min(block, size.Depth - first);
            Packing.Left(a.From(0, first), size.Rows, depth, left);
            var added = first > 0 || accumulate;
            var source = added ? c.Data : bias;
            var sourceStride = added ? c.RowStride : 0;
            for (var column = 0; column < size.Columns; column += MicroKernel.Columns)
            {
                var panel = panels + (long)column * panelDepth + (long)first * MicroKernel.Columns;
                var shifted = source == null ? null : source + column;
                for (var row = 0; row < size.Rows; row += MicroKernel.Rows)
                {
                    Tile(depth, left + (long)row * depth, panel, c.From(row, column),
                        shifted == null ? null : shifted + row * sourceStride, sourceStride, size.Rows - row, size.Columns - column);
                }
            }
        }
    }

    private static void Tile(int depth, float* left, float* panel, in Matrix c, float* source, long sourceStride, int rows, int columns)
    {
        if (rows >= MicroKernel.Rows && columns >= MicroKernel.Columns)
        {
            MicroKernel.Multiply(depth, left, panel, c.Data, (nint)c.RowStride, source, (nint)sourceStride);
            return;
        }
        // At the edges a whole tile is computed aside and the part that exists is copied.
        var whole = stackalloc float[MicroKernel.Rows * MicroKernel.Columns];
        MicroKernel.Multiply(depth, left, panel, whole, MicroKernel.Columns, null, 0);
        for (var row = 0; row < Math.Min(rows, MicroKernel.Rows); row++)
        {
            var target = c.Data + row * c.RowStride;
            for (var column = 0; column < Math.Min(columns, MicroKernel.Columns); column++)
                target[column] = whole[row * MicroKernel.Columns + column] + (source == null ? 0 : source[row * sourceStride + column]);
        }
    }

    private static (int Rows, int Columns) Blocks(int rows, int columns, int workers)
    {
        var (rowBlock, columnBlock) = (Even(rows, RowBlock, MicroKernel.Rows), Even(columns, ColumnBlock, MicroKernel.Columns));
        while (Count(rows, rowBlock) * Count(columns, columnBlock) < workers * TilesPerWorker && columnBlock > 4 * MicroKernel.Columns)
            columnBlock = Packing.RoundUp(columnBlock / 2, MicroKernel.Columns);
        return (rowBlock, columnBlock);
    }

    private static int Even(int size, int most, int multiple) =>
        Packing.RoundUp((size + Count(size, most) - 1) / Count(size, most), multiple);

    private static int Count(int size, int block) => (size + block - 1) / block;
}
