using GptOperator.Crds.Trainer;
using GptTrainer.Data;
using GptTrainer.Reporting;
using GptTrainer.Storage;

namespace GptTrainer.Stages;

/// <summary>What an exception that ended a stage means to the operator and to a person.</summary>
/// <param name="ExitCode">One of <see cref="TrainerExitCode"/>.</param>
/// <param name="Message">One line.</param>
internal readonly record struct StageFault(int ExitCode, string Message)
{
    public string Reason => ReasonOf(ExitCode);

    /// <summary>True for faults that nobody foresaw, whose stack trace is worth a log entry.</summary>
    public bool IsUnforeseen { get; private init; }

    public static string ReasonOf(int exitCode) => exitCode switch
    {
        TrainerExitCode.Completed => "Completed",
        TrainerExitCode.InvalidJob => "InvalidJob",
        TrainerExitCode.InvalidData => "InvalidData",
        TrainerExitCode.Diverged => "Diverged",
        TrainerExitCode.Stopped => "Stopped",
        _ => "TransientFault",
    };

    public static StageFault Of(Exception exception, CancellationToken stop) => exception switch
    {
        OperationCanceledException when stop.IsCancellationRequested => new(TrainerExitCode.Stopped, "Stopped on request."),
        JobException fault => new(fault.ExitCode, fault.Message),
        StorageException fault => new(fault.ExitCode, fault.Message),
        DataException fault => new(fault.ExitCode, fault.Message),
        InvalidDataException fault => new(TrainerExitCode.InvalidData, fault.Message),
        _ => new(TrainerExitCode.TransientFault, $"{exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}") { IsUnforeseen = true },
    };
}
