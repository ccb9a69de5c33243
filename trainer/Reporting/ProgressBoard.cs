using GptOperator.Crds.Trainer;

namespace GptTrainer.Reporting;

/// <summary>Holds the newest progress. Reading and writing swap one reference, so neither ever waits for the other.</summary>
internal sealed class ProgressBoard(TrainerProgress initial)
{
    private volatile TrainerProgress current = initial;

    public TrainerProgress Current { get => current; set => current = value; }
}
