using GptOperator.Crds.Trainer;

namespace GptTrainer.Reporting;

/// <summary>Holds the newest progress. Reading and writing swap one reference, so neither ever waits for the other.</summary>
internal sealed class ProgressBoard(TrainerProgress initial)
{
    private volatile TrainerProgress current = initial;

    private long activity;

    public TrainerProgress Current
    {
        get => current with { Activity = Interlocked.Read(ref activity) };
        set
        {
            current = value;
            Work();
        }
    }

    /// <summary>Notes a piece of work that is no step.</summary>
    public void Work() => Interlocked.Increment(ref activity);
}
