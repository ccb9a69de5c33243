using GptOperator.Crds;
using GptOperator.Crds.Status;

namespace GptOperator.Local.Following;

/// <summary>Lines for logs and pipes: one at each change of state, and one every few seconds of progress.</summary>
internal sealed class PlainProgressView(TextWriter output, TimeProvider time) : IProgressView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public async Task ShowAsync(IAsyncEnumerable<GptTrainingJob> states)
    {
        var restarts = 0;
        (string? Stage, JobPhase? Phase) shown = default;
        var next = DateTimeOffset.MinValue;
        await foreach (var job in states)
        {
            if (job.Status is not { } status)
                continue;
            if (status.Restarts > restarts)
                await output.WriteLineAsync($"{job.Metadata.Name}: restarting: {LastFailure(status)}");
            restarts = status.Restarts ?? 0;
            var state = (status.Progress?.Stage, status.Phase);
            if (state == shown && time.GetUtcNow() < next)
                continue;
            (shown, next) = (state, time.GetUtcNow() + Interval);
            await output.WriteLineAsync(Line(job, status));
        }
    }

    /// <summary>Why the newest failed attempt ended.</summary>
    public static string LastFailure(GptTrainingJobStatus status) =>
        status.Stages?.LastOrDefault(s => s.LastFailureMessage is not null)?.LastFailureMessage ?? "the last attempt failed";

    private static string Line(GptTrainingJob job, GptTrainingJobStatus status)
    {
        var progress = status.Progress is { } p ? $" · {p.Stage} {ProgressText.Of(p)}".TrimEnd() : "";
        return $"{job.Metadata.Name}: {status.Phase}{progress}";
    }
}
