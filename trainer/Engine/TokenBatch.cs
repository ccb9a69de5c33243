using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GptTrainer.Engine;

/// <summary>Sequences of token ids and what follows each, in memory that does not move.</summary>
internal sealed unsafe class TokenBatch
{
    /// <summary>The target of a token whose loss does not count.</summary>
    public const long Ignored = -1;

    private readonly long[] ids;
    private readonly long[] targets;
    private readonly int[] starts;
    private readonly int[] positions;

    /// <param name="sequences">Most sequences it will hold.</param>
    /// <param name="length">Most tokens of each.</param>
    public TokenBatch(int sequences, int length)
    {
        Capacity = sequences * length;
        ids = GC.AllocateArray<long>(Capacity, pinned: true);
        targets = GC.AllocateArray<long>(Capacity, pinned: true);
        starts = GC.AllocateArray<int>(Capacity, pinned: true);
        positions = GC.AllocateArray<int>(Capacity, pinned: true);
        Shape(sequences, length);
    }

    /// <summary>Most tokens it holds.</summary>
    public int Capacity { get; }

    /// <summary>B</summary>
    public int Sequences { get; private set; }

    /// <summary>T</summary>
    public int Length { get; private set; }

    /// <summary>B T</summary>
    public int Tokens => Sequences * Length;

    /// <summary>Targets that count.</summary>
    public int Counted { get; private set; }

    /// <summary>(B T)</summary>
    public long* Ids => Pointer(ids);

    /// <summary>(B T)</summary>
    public long* Targets => Pointer(targets);

    /// <summary>(B T): where in its sequence the document of each token begins; it sees nothing before.</summary>
    public int* Starts => Pointer(starts);

    /// <summary>(B T): each token's place in its document.</summary>
    public int* Positions => Pointer(positions);

    /// <summary>Whether documents within a sequence are on their own.</summary>
    public bool Divided { get; private set; }

    public Span<long> IdSpan => ids.AsSpan(0, Tokens);

    public Span<long> TargetSpan => targets.AsSpan(0, Tokens);

    public ReadOnlySpan<int> StartSpan => starts.AsSpan(0, Tokens);

    public ReadOnlySpan<int> PositionSpan => positions.AsSpan(0, Tokens);

    /// <summary>Makes it hold B sequences of T tokens; their ids and targets are to be written then.</summary>
    public void Shape(int sequences, int length)
    {
        if ((long)sequences * length > Capacity)
            throw new ArgumentException($"{sequences} sequences of {length} tokens do not fit into {Capacity}.");
        (Sequences, Length) = (sequences, length);
    }

    /// <summary>
    /// To be called when ids and targets are written. With an end-of-text id, each document within a sequence is on its
    /// own: its tokens see no other document's, its positions begin at 0, and what follows its end is nothing to predict.
    /// </summary>
    public void Divide(long? endOfText = null)
    {
        (Counted, Divided) = (0, endOfText is not null);
        for (var row = 0; row < Tokens; row++)
        {
            var column = row % Length;
            starts[row] = column == 0 ? 0 : ids[row - 1] == endOfText ? column : starts[row - 1];
            positions[row] = column - starts[row];
            if (ids[row] == endOfText) targets[row] = Ignored;
            if (targets[row] >= 0) Counted++;
        }
    }

    // Pinned arrays do not move, so the pointer outlives this call.
    private static T* Pointer<T>(T[] array) where T : unmanaged => (T*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
}
