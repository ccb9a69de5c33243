using GptOperator.Crds;
using GptOperator.Crds.Trainer;

namespace GptOperator.Reconciling;

/// <summary>How many pods and GPUs a stage has.</summary>
internal static class StagePods
{
    public static int Count(GptTrainingJob job, string stage) => stage == StageNames.Delete ? 1 : Math.Max(1, job.Spec.Workers.Count);

    /// <summary>Of all its pods together.</summary>
    public static int Gpus(GptTrainingJob job, string stage) => StageNames.UsesGpus(stage) ? Count(job, stage) * job.Spec.Workers.GpusPerWorker : 0;
}
