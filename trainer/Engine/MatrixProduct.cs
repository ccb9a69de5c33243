namespace GptTrainer.Engine;

/// <summary>
/// C = A B (+ C or a bias) by a whole team. Each element is summed over the same blocks in the same order whatever the
/// number of workers, so results are equal to the bit between teams of any size.
/// </summary>
/// <remarks>
/// The loops are those of Goto and van de Geijn ("Anatomy of High-Performance Matrix Multiplication", 2008): packed rows
/// of A stay in the second-level cache, one packed panel of B in the first. With few rows B is packed panel by panel as it
/// is used, while the processor fetches the next panel, so that what is read once from memory is not written there again;
/// with many rows it is packed once for all.
/// </remarks>
internal static unsafe class MatrixProduct
{
    // 240 rows this deep take 300 KiB, and a panel of B 20 KiB.
    private const int DepthBlock = 320;
    private const int RowBlock = 264;
    private const int ItemsPerWorker = 4;
    private const int LeastColumns = 4 * MicroKernel.Columns;
    // What a worker packs of A at a time is at most about 4 MiB.
    private const int SlabDepth = 4096;
    private const int LeastBlocksToShare = 4;
    private const int MostElementsToShare = 4 << 20;

    /// <summary>To be called by every worker of a team, with the same arguments.</summary>
    /// <param name="worker">The caller.</param>
    /// <param name="a">(M, K)</param>
    /// <param name="b">(K, N)</param>
    /// <param name="c">(M, N), rows one after another</param>
    /// <param name="size">M, N and K.</param>
    /// <param name="bias">(N), added to each row; null for none.</param>
    /// <param name="accumulate">Whether the products are added to what C holds.</param>
    public static void Multiply(Worker worker, in Matrix a, in Matrix b, in Matrix c, ProductSize size, float* bias = null, bool accumulate = false)
    {
        for (var first = 0; first < size.Depth; first += SlabDepth)
        {
            var slab = size with { Depth = Math.Min(SlabDepth, size.Depth - first) };
            MultiplySlab(worker, a.From(0, first), b.From(first, 0), c, slab, bias, accumulate || first > 0);
        }
    }

    private static void MultiplySlab(Worker worker, in Matrix a, in Matrix b, in Matrix c, ProductSize size, float* bias, bool accumulate)
    {
        var (rows, columns, depth) = size;
        var (rowBlock, columnBlock) = Blocks(rows, columns, worker.TeamSize);
        var columnBlocks = Count(columns, columnBlock);
        var shared = Count(rows, rowBlock) >= LeastBlocksToShare && (long)columns * depth <= MostElementsToShare ? PackRight(worker, b, columns, depth) : null;
        var left = worker.Reserve(Scratch.PackedLeft, Packing.LeftLength(rowBlock, depth));
        var packed = -1;
        foreach (var item in worker.Split(Count(rows, rowBlock) * columnBlocks))
        {
            var (row, column) = (item / columnBlocks * rowBlock, item % columnBlocks * columnBlock);
            var part = new ProductSize(Math.Min(rowBlock, rows - row), Math.Min(columnBlock, columns - column), depth);
            if (row != packed) PackLeft(a.From(row, 0), part, left);
            packed = row;
            var right = shared == null ? null : shared + (long)column * depth;
            MultiplyBlock(worker, left, b.From(0, column), right, c.From(row, column), part, bias == null ? null : bias + column, accumulate);
        }
    }

    private static float* PackRight(Worker worker, in Matrix b, int columns, int depth)
    {
        var panels = worker.ReserveShared(Packing.RightLength(columns, depth));
        foreach (var piece in worker.Split(Count(columns, LeastColumns)))
        {
            var column = piece * LeastColumns;
            Packing.Right(b.From(0, column), depth, Math.Min(LeastColumns, columns - column), panels + (long)column * depth);
        }
        return panels;
    }

    private static void PackLeft(in Matrix a, ProductSize size, float* left)
    {
        var block = DepthOf(size.Depth);
        for (var first = 0; first < size.Depth; first += block)
        {
            var depth = Math.Min(block, size.Depth - first);
            Packing.Left(a.From(0, first), size.Rows, depth, left);
            left += (long)Packing.RoundUp(size.Rows, MicroKernel.Rows) * depth;
        }
    }

    /// <param name="right">The columns, packed; null to pack them here.</param>
    private static void MultiplyBlock(Worker worker, float* left, in Matrix b, float* right, in Matrix c, ProductSize size, float* bias, bool accumulate)
    {
        var block = DepthOf(size.Depth);
        var own = worker.Reserve(Scratch.PackedPanel, MicroKernel.Columns * DepthBlock);
        for (var first = 0; first < size.Depth; first += block)
        {
            var depth = Math.Min(block, size.Depth - first);
            var origin = first > 0 || accumulate ? TileOrigin.Of(c) : TileOrigin.Row(bias);
            for (var column = 0; column < size.Columns; column += MicroKernel.Columns)
            {
                var width = size.Columns - column;
                var panel = right == null ? own : right + (long)column * size.Depth + (long)first * MicroKernel.Columns;
                if (right == null) Packing.Right(b.From(first, column), depth, Math.Min(width, MicroKernel.Columns), own);
                var next = right == null && width > MicroKernel.Columns ? new PanelPrefetch(b.From(first, column + MicroKernel.Columns), depth) : default;
                PanelProduct.Multiply(depth, left, panel, c.From(0, column), origin.From(column), size.Rows, width, next);
            }
            left += (long)Packing.RoundUp(size.Rows, MicroKernel.Rows) * depth;
        }
    }

    /// <summary>Blocks of rows, one after another, where there are enough; else columns are shared out as well.</summary>
    private static (int Rows, int Columns) Blocks(int rows, int columns, int workers)
    {
        var rowBlocks = Count(rows, RowBlock);
        if (rowBlocks >= workers * ItemsPerWorker) return (Even(rows, Packing.RoundUp(rowBlocks, workers), MicroKernel.Rows), columns);
        var columnBlocks = Math.Min(Count(workers * ItemsPerWorker, rowBlocks), Count(columns, LeastColumns));
        return (Even(rows, rowBlocks, MicroKernel.Rows), Even(columns, columnBlocks, MicroKernel.Columns));
    }

    private static int DepthOf(int depth) => Even(depth, Count(depth, DepthBlock), 1);

    private static int Even(int size, int parts, int multiple) => Packing.RoundUp(Count(size, parts), multiple);

    private static int Count(int size, int block) => (size + block - 1) / block;
}
