using GptOperator.Crds.Trainer;
using GptTrainer.Reporting;

namespace GptTrainer.Stages;

/// <summary>Runs a stage and turns its end into an exit code, a termination message and a log line.</summary>
internal sealed partial class StageRunner(StageContext context, TerminationLog termination)
{
    private readonly ILogger logger = context.Logs.CreateLogger("gpt-trainer");

    public async Task<int> RunAsync(IStage stage, CancellationToken stop)
    {
        try
        {
            var outcome = await stage.RunAsync(context, stop);
            LogCompleted(logger, stage.Name, outcome.Message);
            Report(TrainerExitCode.Completed, outcome);
            return TrainerExitCode.Completed;
        }
        catch (Exception exception)
        {
            var fault = StageFault.Of(exception, stop);
            LogEnded(logger, stage.Name, fault.Reason, fault.Message, fault.IsUnforeseen ? exception : null);
            Report(fault.ExitCode, new StageOutcome(fault.Message));
            return fault.ExitCode;
        }
    }

    private void Report(int exitCode, StageOutcome outcome)
    {
        var progress = context.Progress.Current;
        termination.Write(new TerminationMessage
        {
            Reason = StageFault.ReasonOf(exitCode),
            Message = outcome.Message,
            Step = progress.Step,
            Checkpoint = progress.LastCheckpoint,
            Outputs = outcome.Outputs,
            Results = outcome.Results,
            Progress = progress,
        });
    }

    [LoggerMessage(1, LogLevel.Information, "Stage {Stage} is complete: {Message}")]
    private static partial void LogCompleted(ILogger logger, string stage, string message);

    [LoggerMessage(2, LogLevel.Error, "Stage {Stage} ended ({Reason}): {Message}")]
    private static partial void LogEnded(ILogger logger, string stage, string reason, string message, Exception? exception);
}
