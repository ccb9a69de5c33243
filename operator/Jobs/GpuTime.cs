using GptOperator.Crds;
using GptOperator.Crds.Status;
using GptOperator.Reconciling;

namespace GptOperator.Jobs;

/// <summary>What a step of a job's status says of GPU time.</summary>
/// <param name="Used">Seconds of GPUs held by attempts that have ended with this step, from their pods' creation on.</param>
/// <param name="Wasted">
/// The part of it whose work is done again: of a failed attempt's time, the share of its steps after its last checkpoint; all of it where
/// it took none.
/// </param>
internal readonly record struct GpuTime(double Used, double Wasted)
{
    /// <param name="job">The job with the status that it had.</param>
    /// <param name="after">The status that it has now.</param>
    public static GpuTime Of(GptTrainingJob job, GptTrainingJobStatus after)
    {
        var known = job.Status?.Attempts ?? [];
        var failed = (after.Attempts ?? []).Except(known).Select(attempt => OfFailed(job, attempt, FirstStep(known, attempt)));
        var succeeded = (after.Stages ?? [])
            .Where(stage => stage.Phase == StagePhase.Succeeded && job.Status?.Stages?.Any(was => was.Name == stage.Name && was.Phase == StagePhase.Succeeded) != true)
            .Select(stage => new GpuTime(StagePods.Gpus(job, stage.Name) * Seconds(stage.AttemptStartTime, stage.CompletionTime), 0));
        return failed.Concat(succeeded).Aggregate(default(GpuTime), static (sum, part) => new GpuTime(sum.Used + part.Used, sum.Wasted + part.Wasted));
    }

    private static GpuTime OfFailed(GptTrainingJob job, AttemptStatus attempt, long firstStep)
    {
        var used = StagePods.Gpus(job, attempt.Stage) * Seconds(attempt.StartTime, attempt.EndTime);
        var steps = (attempt.Step ?? 0) - firstStep;
        var redone = (attempt.Step ?? 0) - Math.Max(attempt.CheckpointStep ?? 0, firstStep);
        return new GpuTime(used, steps <= 0 ? used : used * Math.Clamp((double)redone / steps, 0, 1));
    }

    /// <summary>Where the attempt took up: at the checkpoint that the one before left.</summary>
    private static long FirstStep(IReadOnlyList<AttemptStatus> known, AttemptStatus attempt) =>
        known.LastOrDefault(before => before.Stage == attempt.Stage && before.Attempt < attempt.Attempt)?.CheckpointStep ?? 0;

    private static double Seconds(DateTimeOffset? start, DateTimeOffset? end) => end > start ? (end - start).Value.TotalSeconds : 0;
}
