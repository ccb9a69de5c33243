using System.Collections.Concurrent;
using GptOperator.Crds.Trainer;
using GptOperator.Reconciling;

namespace GptOperator.Monitoring;

/// <summary>The newest progress of each running pod, by the pod's uid.</summary>
internal sealed class ProgressBoard
{
    private readonly ConcurrentDictionary<string, HeardProgress> _newest = new();

    public HeardProgress? Find(string podUid) => _newest.GetValueOrDefault(podUid);

    /// <returns>Whether the trainer moved. Rates and clocks alone are no movement: a job that stands still causes no writes.</returns>
    public bool Post(string podUid, TrainerProgress progress, DateTimeOffset now)
    {
        var known = _newest.GetValueOrDefault(podUid);
        var moved = known is null || Still(known.Progress) != Still(progress);
        var worked = known is not null && (moved || known.Progress.Activity != progress.Activity);
        _newest[podUid] = new HeardProgress
        {
            PodUid = podUid,
            Progress = moved ? progress : known!.Progress with { Activity = progress.Activity },
            MovedAt = moved ? now : known!.MovedAt,
            ActiveAt = worked ? now : known?.ActiveAt,
            AnsweredAt = now,
        };
        return moved;
    }

    /// <summary>Drops every pod that is not among these.</summary>
    public void Keep(IReadOnlySet<string> podUids)
    {
        foreach (var uid in _newest.Keys.Where(uid => !podUids.Contains(uid)))
            _newest.TryRemove(uid, out _);
    }

    private static TrainerProgress Still(TrainerProgress progress) =>
        progress with { UpdatedAt = default, Activity = 0, TokensPerSecond = null, SecondsRemaining = null };
}
