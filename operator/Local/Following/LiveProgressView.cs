using GptOperator.Crds;
using GptOperator.Crds.Status;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GptOperator.Local.Following;

/// <summary>A bar for each stage, drawn in place, for a terminal.</summary>
internal sealed class LiveProgressView(IAnsiConsole console) : IProgressView
{
    public Task ShowAsync(IAsyncEnumerable<GptTrainingJob> states) => console.Progress()
        .AutoClear(false)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new StatusColumn())
        .StartAsync(context => DrawAsync(context, states));

    private async Task DrawAsync(ProgressContext context, IAsyncEnumerable<GptTrainingJob> states)
    {
        var bars = new Dictionary<string, ProgressTask>();
        var restarts = 0;
        await foreach (var job in states)
        {
            if (job.Status is not { } status)
                continue;
            if (status.Restarts > restarts)
                console.MarkupLineInterpolated($"[yellow]restarting: {PlainProgressView.LastFailure(status)}[/]");
            restarts = status.Restarts ?? 0;
            foreach (var stage in status.Stages ?? [])
                Draw(context, bars, stage, status.Progress is { } progress && progress.Stage == stage.Name ? progress : null);
        }
    }

    private static void Draw(ProgressContext context, Dictionary<string, ProgressTask> bars, StageStatus stage, ProgressStatus? progress)
    {
        if (!bars.TryGetValue(stage.Name, out var bar))
            bar = bars[stage.Name] = context.AddTask(stage.Name, autoStart: stage.Phase != StagePhase.Pending);
        if (!bar.IsStarted && stage.Phase != StagePhase.Pending)
            bar.StartTask();
        bar.Value = stage.Phase == StagePhase.Succeeded ? 100 : progress?.Percentage ?? bar.Value;
        bar.State.Update<Words>(Words.Key, _ => new Words(progress is null ? stage.Phase.ToString() : ProgressText.Of(progress)));
        if (stage.Phase is StagePhase.Succeeded or StagePhase.Failed && !bar.IsFinished)
            bar.StopTask();
    }

    private sealed class StatusColumn : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.State.Get<Words>(Words.Key).Text ?? "");
    }

    private readonly record struct Words(string Text)
    {
        public const string Key = "words";
    }
}
