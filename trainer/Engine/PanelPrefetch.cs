using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace GptTrainer.Engine;

/// <summary>Asks, some cache lines at a time, for the memory of the panel of a right matrix that is to be packed next.</summary>
internal unsafe struct PanelPrefetch
{
    private const int Line = 16;
    private readonly float* data;
    private readonly long stride;
    private readonly int linesPerRun;
    private readonly int lines;
    private int next;

    /// <param name="panel">(K, 16); one of its strides is 1</param>
    /// <param name="depth">K</param>
    public PanelPrefetch(in Matrix panel, int depth)
    {
        data = panel.Data;
        var rows = panel.ColumnStride == 1;
        (stride, linesPerRun) = rows ? (panel.RowStride, 1) : (panel.ColumnStride, (depth + Line - 1) / Line);
        lines = rows ? depth : MicroKernel.Columns * linesPerRun;
    }

    /// <summary>Asks for the next share of all lines.</summary>
    /// <param name="shares">In how many calls all are to be asked for.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(int shares)
    {
        if (!Sse.IsSupported) return;
        var end = Math.Min(lines, next + (lines + shares - 1) / shares);
        for (; next < end; next++) Sse.Prefetch0(data + next / linesPerRun * stride + next % linesPerRun * Line);
    }
}
