using GptOperator.Reconciling.Lifecycle;
using GptOperator.Reconciling.Moves;
using GptOperator.Reconciling.Reporting;

namespace GptOperator.Reconciling;

/// <summary>When a job has to be looked at again though nothing tells of a change.</summary>
internal static class Timers
{
    public static TimeSpan? Next(Situation situation, Move move)
    {
        var now = situation.Observed.Now;
        DateTimeOffset?[] times = situation.Finished ? [] :
        [
            JobOutOfTime.At(situation),
            AttemptStuck.At(situation),
            AttemptHung.LookAt(situation),
            NextProgress(situation),
        ];
        var wait = times.Select(time => time - now).Append(move.RequeueAfter).Min();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>When progress that was heard and is not written yet may be written.</summary>
    private static DateTimeOffset? NextProgress(Situation situation)
    {
        if (situation.IsSuspended || situation is not { Stage: { } stage, Observed: { Progress: { } heard, Settings: var settings } })
            return null;
        var next = TrainerReport.NextWrite(situation.Status, settings.ProgressInterval);
        return next > situation.Observed.Now && TrainerReport.HasMoved(situation.Status, stage.Name, heard.Progress) ? next : null;
    }
}
