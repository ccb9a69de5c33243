using GptOperator.Crds;
using GptOperator.Crds.Trainer;

namespace GptOperator.Reconciling;

/// <summary>The GPUs of a stage.</summary>
internal static class StageGpus
{
    /// <summary>Of all its pods together; prepare has none.</summary>
    public static int Of(GptTrainingJob job, string stage) =>
        stage == StageNames.Prepare ? 0 : Math.Max(1, job.Spec.Workers.Count) * job.Spec.Workers.GpusPerWorker;
}
