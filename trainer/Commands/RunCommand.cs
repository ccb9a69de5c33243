using System.CommandLine;
using System.Runtime.InteropServices;
using GptOperator.Crds.Trainer;
using GptTrainer.Reporting;
using GptTrainer.Stages;
using GptTrainer.Storage;
using GptTrainer.Training;

namespace GptTrainer.Commands;

/// <summary>gpt-trainer run: the stage that the environment names.</summary>
internal static class RunCommand
{
    private static readonly IReadOnlyList<IStage> Stages = [new PrepareRun(), new PretrainStage(), new DeleteStage()];

    public static Command Create()
    {
        var command = new Command("run", $"Runs the stage named in {TrainerEnvironment.Stage} of the job in {TrainerEnvironment.JobFile}.");
        command.SetAction((_, _) => RunAsync(Environment.GetEnvironmentVariable));
        return command;
    }

    private static async Task<int> RunAsync(Func<string, string?> environment)
    {
        using var stopping = new CancellationTokenSource();
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            return await RunStageAsync(TrainerSettings.Read(environment), stopping.Token);
        }
        catch (Exception exception) when (exception is JobException or StorageException)
        {
            // Before there is a stage to report through.
            var fault = StageFault.Of(exception, stopping.Token);
            await Console.Error.WriteLineAsync(fault.Message);
            new TerminationLog(TrainerSettings.TerminationPath(environment)).Write(new TerminationMessage { Reason = fault.Reason, Message = fault.Message });
            return fault.ExitCode;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopping.Cancel();
        }
    }

    private static async Task<int> RunStageAsync(TrainerSettings settings, CancellationToken stop)
    {
        var spec = TrainerJob.Read(settings.JobFile);
        var stage = StageOf(settings.Stage);
        using var logs = TrainerLogs.Create();
        var context = new StageContext
        {
            Spec = spec,
            Store = ObjectStores.Open(spec.Checkpoint.Uri),
            CacheFolder = Path.Combine(Path.GetTempPath(), "gpt-trainer"),
            Progress = new ProgressBoard(new TrainerProgress { Stage = stage.Name, UpdatedAt = TimeProvider.System.GetUtcNow() }),
            Metrics = new TrainerMetrics(stage.Name),
            Time = TimeProvider.System,
            Logs = logs,
        };
        await using var endpoints = await TrainerEndpoints.StartAsync(settings.Endpoint, context.Progress, context.Metrics);
        return await new StageRunner(context, new TerminationLog(settings.TerminationLog)).RunAsync(stage, stop);
    }

    private static IStage StageOf(string name) => Stages.FirstOrDefault(stage => stage.Name == name)
        ?? throw new JobException($"{TrainerEnvironment.Stage} is '{name}'; set it to one of {string.Join(", ", Stages.Select(stage => stage.Name))}.");
}
