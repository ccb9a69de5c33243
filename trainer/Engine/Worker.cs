using System.Runtime.InteropServices;

namespace GptTrainer.Engine;

/// <summary>One thread of a <see cref="WorkerTeam"/>, with memory of its own.</summary>
internal sealed unsafe class Worker(WorkerTeam team, int index) : IDisposable
{
    private const nuint Alignment = 64;
    private readonly float*[] scratch = new float*[Enum.GetValues<Scratch>().Length];
    private readonly long[] capacity = new long[Enum.GetValues<Scratch>().Length];
    private WorkerTeam? alone;

    /// <summary>From 0 to the team's size.</summary>
    public int Index => index;

    /// <summary>Says to which part the time from here on belongs; worker 0 speaks for the team.</summary>
    public void Enter(StepPart part)
    {
        if (index == 0) team.Times.Enter(part);
    }

    /// <summary>This thread as a team of its own, for work that is not worth sharing; what it does is the same to the bit.</summary>
    public Worker Alone => (alone ??= new WorkerTeam(1)).First;

    /// <summary>Workers in the team.</summary>
    public int TeamSize => team.Size;

    /// <summary>
    /// This worker's part of items 0 to <paramref name="items"/> - 1. Every worker of the team must loop to the end of
    /// it, and goes on only when all are done. Who gets which item is left to chance; no result may depend on it.
    /// </summary>
    public WorkShare Split(int items) => new(team, items);

    /// <summary>Memory for at least <paramref name="length"/> elements, which holds until the same kind is asked for again.</summary>
    public float* Reserve(Scratch kind, long length)
    {
        var slot = (int)kind;
        if (capacity[slot] >= length) return scratch[slot];
        NativeMemory.AlignedFree(scratch[slot]);
        scratch[slot] = (float*)NativeMemory.AlignedAlloc(checked((nuint)length * sizeof(float)), Alignment);
        capacity[slot] = length;
        return scratch[slot];
    }

    /// <summary>Memory that the team shares: every worker asks for it with the same length, and it holds until the next such call.</summary>
    public float* ReserveShared(long length) => team.Shared.Reserve(length);

    public void Dispose()
    {
        alone?.Dispose();
        foreach (var memory in scratch) NativeMemory.AlignedFree(memory);
        Array.Clear(scratch);
        Array.Clear(capacity);
    }
}
