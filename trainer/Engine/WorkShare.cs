namespace GptTrainer.Engine;

/// <summary>A worker's part of a loop that its team shares; the end of the enumeration is where the team meets.</summary>
internal struct WorkShare(WorkerTeam team, int items)
{
    /// <summary>The item to work on.</summary>
    public int Current { get; private set; }

    public readonly WorkShare GetEnumerator() => this;

    public bool MoveNext()
    {
        Current = team.Claim();
        if (Current < items) return true;
        team.Meet();
        return false;
    }
}
