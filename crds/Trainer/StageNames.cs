namespace GptOperator.Crds.Trainer;

/// <summary>The names of the stages.</summary>
public static class StageNames
{
    /// <summary>Sources to cleaned, tokenized, packed shards; on CPU.</summary>
    public const string Prepare = "prepare";

    /// <summary>Initial weights to a trained model.</summary>
    public const string Pretrain = "pretrain";

    /// <summary>What the job stored, to nothing; on CPU. No stage of a job: it runs when a job is deleted that asks for it.</summary>
    public const string Delete = "delete";

    /// <summary>Whether the stage computes on the workers' GPUs.</summary>
    public static bool UsesGpus(string stage) => stage is not (Prepare or Delete);

    /// <summary>The stages of a job, in the order in which they run.</summary>
    public static IReadOnlyList<string> Of(GptTrainingJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return [Prepare, Pretrain];
    }
}
